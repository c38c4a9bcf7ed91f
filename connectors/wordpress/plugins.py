"""Plug-ins that are known to keep data of persons, and those known to keep none."""

KEEPS = {
    "flamingo", "contact-form-cfdb7", "contact-form-entries", "advanced-cf7-db", "gravityforms", "wpforms",
    "ninja-forms", "formidable", "formidable-pro", "fluentform", "forminator", "everest-forms", "caldera-forms",
    "elementor-pro", "divi-contact-form-helper", "divi-form-builder", "jetpack", "happyforms", "metform",
    "woocommerce", "easy-digital-downloads", "surecart", "give", "charitable", "mailpoet", "newsletter", "mailin",
    "fluent-crm", "groundhogg", "hubspot-all-in-one-marketing", "bookly-responsive-appointment-booking-tool",
    "ameliabooking", "simply-schedule-appointments", "latepoint", "easy-appointments", "event-tickets",
    "events-manager", "buddypress", "bbpress", "ultimate-member", "memberpress", "paid-memberships-pro",
    "restrict-content-pro", "sfwd-lms", "learnpress", "tutor", "lifterlms", "wp-mail-logging", "wp-mail-smtp-pro",
    "email-log", "post-smtp", "fluent-smtp", "wordfence", "wp-statistics", "matomo", "simple-history",
    "wp-security-audit-log", "redirection", "limit-login-attempts-reloaded", "akismet", "tawkto-live-chat",
    "wp-live-chat-support",
}  # fmt: skip
"""Forms that store, shops, newsletters, bookings, members, courses, logs of visits, log-ins and mail."""
MAILED = {"contact-form-7", "divi-builder", "wpforms-lite"}
"""Their forms are sent by e-mail and kept nowhere on the site."""
NONE = MAILED | {
    "classic-editor", "classic-widgets", "hello", "hello-dolly", "wordpress-seo", "seo-by-rank-math", "wp-super-cache",
    "w3-total-cache", "litespeed-cache", "wp-rocket", "autoptimize", "wp-optimize", "duplicate-post",
    "advanced-custom-fields", "elementor", "updraftplus", "health-check", "wp-crontrol", "regenerate-thumbnails",
    "polylang", "sitepress-multilingual-cms", "google-sitemap-generator", "svg-support", "safe-svg",
    "disable-comments", "really-simple-ssl", "cookie-notice", "complianz-gdpr", "tinymce-advanced", "wp-pagenavi",
}  # fmt: skip
DIVI = {"divi", "extra"}
"""Themes whose contact forms are sent by e-mail and kept nowhere on the site."""
