"""How the values of WordPress and its plug-ins are called."""

from sar.sdk import Known

KNOWN = {
    "username": Known("username", "Log-in name", "Username"),
    "user_login": Known("username", "Log-in name", "Username"),
    "name": Known("full_name", "Display name", "Name"),
    "first_name": Known("given_name", "First name", "Name"),
    "last_name": Known("family_name", "Last name", "Name"),
    "nickname": Known("nickname", "Nickname", "Name"),
    "email": Known("email", "E-mail", "EmailAddress"),
    "user_email": Known("email", "E-mail", "EmailAddress"),
    "url": Known("url", "Website", "Contact"),
    "description": Known("biography", "Biography"),
    "locale": Known("language", "Language", "Language"),
    "roles": Known("roles", "Roles"),
    "registered_date": Known("created", "Registered", "", "observed"),
    "author_name": Known("full_name", "Name", "Name"),
    "author_email": Known("email", "E-mail", "EmailAddress"),
    "author_url": Known("url", "Website", "Contact"),
    "author_ip": Known("ip", "IP address", "IPAddress", "observed"),
    "author_user_agent": Known("user_agent", "Browser", "BrowserFingerprint", "observed"),
    "status": Known("status", "Status"),
    "date_gmt": Known("created", "Date (UTC)", "", "observed"),
    "modified_gmt": Known("updated", "Last changed (UTC)", "", "observed"),
    "date_created_gmt": Known("created", "Date (UTC)", "", "observed"),
    "last_used": Known("last_used", "Last used (UTC)", "", "observed"),
    "last_ip": Known("ip", "Last IP address", "IPAddress", "observed"),
    "ip": Known("ip", "IP address", "IPAddress", "observed"),
    "user_agent": Known("user_agent", "Browser", "BrowserFingerprint", "observed"),
    "sessions.ip": Known("ip", "IP address of a log-in", "IPAddress", "observed"),
    "sessions.ua": Known("user_agent", "Browser of a log-in", "BrowserFingerprint", "observed"),
    "sessions.login": Known("login", "Logged in at", "", "observed"),
    "sessions.expiration": Known("expires", "Log-in ends at", "", "observed"),
    "source_url": Known("source_url", "Sent from the page", "", "observed"),
    "customer_ip_address": Known("ip", "IP address", "IPAddress", "observed"),
    "customer_user_agent": Known("user_agent", "Browser", "BrowserFingerprint", "observed"),
    "customer_note": Known("note", "Note by the customer"),
    "number": Known("number", "Number"),
    "total": Known("amount", "Total", "Transactional"),
    "currency": Known("currency", "Currency"),
    "payment_method_title": Known("payment_method", "Paid by", "Financial"),
    **{
        f"{part}.{key}": Known(f"{prefix}{name}", f"{label} ({part})", category)
        for part, prefix in (("billing", ""), ("shipping", "shipping."))
        for key, name, label, category in (
            ("first_name", "given_name", "First name", "GivenName"),
            ("last_name", "family_name", "Last name", "FamilyName"),
            ("company", "organisation", "Company", "Employer"),
            ("address_1", "address.street", "Address", "PhysicalAddress"),
            ("address_2", "address.street2", "Address, second line", "PhysicalAddress"),
            ("city", "address.city", "City", "PhysicalAddress"),
            ("state", "address.region", "Region", "PhysicalAddress"),
            ("postcode", "address.postal_code", "Postal code", "PhysicalAddress"),
            ("country", "address.country", "Country", "Country"),
            ("email", "email", "E-mail", "EmailAddress"),
            ("phone", "phone", "Phone", "TelephoneNumber"),
        )
    },
}

POST = {
    "post_status": Known("status", "Status"),
    "post_date_gmt": Known("created", "Date (UTC)", "", "observed"),
    "post_modified_gmt": Known("updated", "Last changed (UTC)", "", "observed"),
    "from_email": Known("email", "From", "EmailAddress"),
    "from_name": Known("full_name", "Name", "Name"),
    "billing_email": Known("email", "E-mail (billing)", "EmailAddress"),
    "billing_phone": Known("phone", "Phone (billing)", "TelephoneNumber"),
    "meta.remote_ip": Known("ip", "IP address", "IPAddress", "observed"),
    "meta.user_agent": Known("user_agent", "Browser", "BrowserFingerprint", "observed"),
}
"""Columns of a post, and what plug-ins often store with one."""

OF_TYPE = {
    "order_note": {"customer_note": Known("shown_to_customer", "Shown to the customer")},
    "application_password": {"name": Known("label", "Name")},
    "media": {"source_url": Known("file", "Address of the file")},
}
"""Keys that mean something else in one type."""

SECRET = frozenset({"password", "post_password", "order_key", "cart_hash", "download_url"})
"""The same as `redact` in the manifest cuts out of payloads."""

SKIPPED = SECRET | frozenset({
    "id", "ID", "_links", "guid", "avatar_urls", "author_avatar_urls", "capabilities", "extra_capabilities", "slug",
    "link", "title", "content", "excerpt", "exported", "class_list", "permalink_template", "generated_slug",
    "date", "modified", "date_created", "date_modified", "media_details", "caption", "uuid", "app_id", "_labels",
    "meta_data", "post_title", "post_content", "post_date", "post_modified", "post_type", "post_name", "to_ping",
    "pinged", "comment_status", "ping_status", "post_content_filtered", "post_parent", "menu_order", "comment_count",
    "filter",
})  # fmt: skip
"""Shown elsewhere in the record, or of no meaning outside of WordPress; all stands in `raw`."""
