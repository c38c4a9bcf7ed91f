"""Letters from templates in both languages, which a controller may replace by their own."""
