"""Whose program a tag loads: by its type, its template, or the addresses in its code."""

from typing import Any

from sar.sdk import some_rows, text_of

Row = dict[str, Any]
ANALYTICS, ADS, META = "Google Analytics", "Google Ads", "Meta (Facebook)"
TYPES = {
    "gaawc": ANALYTICS, "gaawe": ANALYTICS, "sgtmgaaw": ANALYTICS, "ua": "Universal Analytics (ended)",
    "awct": ADS, "awud": ADS, "awcc": ADS, "awcr": ADS, "sp": ADS, "gclidw": ADS,
    "sgtmadsct": ADS, "sgtmadsremarket": ADS, "flc": "Campaign Manager (Floodlight)",
    "fls": "Campaign Manager (Floodlight)", "baut": "Microsoft Advertising", "bzi": "LinkedIn", "hjtc": "Hotjar",
    "pntr": "Pinterest", "twitter_website_tag": "X (Twitter)", "asp": "AdRoll", "crto": "Criteo",
    "qcm": "Quantcast", "scjs": "Scorecard Research", "ms": "Marin", "shareaholic": "Shareaholic",
}  # fmt: skip
"""The types of tags that Google brings along."""
LOCAL = {"zone", "cl", "fsl", "hl", "lcl", "sdl", "tl", "ytl", "evl"}
"""Listeners and the like, which send nothing by themselves."""
SIGNS = {
    "connect.facebook.net": META, "fbq(": META, "facebook": META, "analytics.tiktok.com": "TikTok", "ttq.": "TikTok",
    "snap.licdn.com": "LinkedIn", "linkedin": "LinkedIn", "bat.bing.com": "Microsoft Advertising",
    "clarity.ms": "Microsoft Clarity", "hotjar": "Hotjar", "s.pinimg.com": "Pinterest", "pinterest": "Pinterest",
    "matomo": "Matomo", "_paq": "Matomo", "js.hs-scripts.com": "HubSpot", "hubspot": "HubSpot",
    "cdn.segment.com": "Segment", "static.ads-twitter.com": "X (Twitter)", "sc-static.net": "Snapchat",
    "chimpstatic.com": "Mailchimp", "gtag(": "Google", "googletagmanager.com": "Google", "doubleclick.net": ADS,
}  # fmt: skip
"""What betrays the maker in code, or in a template's name, gallery or code."""


def vendor(tag: Row, version: Row) -> str:
    """The maker's name; empty for a program that is not recognised."""
    type_ = text_of(tag, "type")
    if type_ == "googtag":
        return _by_target(value_of(tag, "tagId"), version)
    if type_ in TYPES:
        return TYPES[type_]
    if type_ in {"html", "img"}:
        return signed(f"{value_of(tag, 'html')} {value_of(tag, 'url')}")
    return signed(template(tag, version)) if type_.startswith("cvt_") else ""


def signed(text: str) -> str:
    """The maker whose sign stands first in the text."""
    folded = text.casefold()
    found = [(place, name) for sign, name in SIGNS.items() if (place := folded.find(sign)) >= 0]
    return min(found)[1] if found else ""


def template(tag: Row, version: Row) -> str:
    """All that is known of a custom template: its name, where it comes from, its code."""
    type_ = text_of(tag, "type")
    for one in some_rows(version, "customTemplate"):
        number = text_of(one, "templateId")
        code = text_of(one, "templateData")
        if type_.endswith(f"_{number}") or (f'"{type_}"' in code):
            source = [text_of(one, "galleryReference", key) for key in ("owner", "repository")]
            return " ".join([text_of(one, "name"), *source, code])
    return ""


def value_of(tag: Row, key: str) -> str:
    """A parameter's plain value."""
    found = (text_of(one, "value") for one in some_rows(tag, "parameter") if one.get("key") == key)
    return next(found, "")


def _by_target(target: str, version: Row) -> str:
    """A Google tag feeds Analytics (G-…) or Ads (AW-…); the id may stand in a constant."""
    name = target.removeprefix("{{").removesuffix("}}")
    for one in some_rows(version, "variable"):
        if target.startswith("{{") and one.get("name") == name and one.get("type") == "c":
            target = value_of(one, "value")
    start = target.partition("-")[0]
    return {"G": ANALYTICS, "AW": ADS, "DC": "Campaign Manager (Floodlight)"}.get(start, "Google")
