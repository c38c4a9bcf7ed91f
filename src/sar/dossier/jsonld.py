"""The context that makes `dossier.json` JSON-LD as well; it stands in the file and is never fetched.

Includes terms of the Data Privacy Vocabulary (DPV) v2.3, https://w3id.org/dpv/2.3. Copyright © 2026 W3C® and DPVCG
contributors, W3C Software and Document License 2023; see LICENSES/W3C-2023.txt. Changes: names only, no definitions.
"""

from typing import Any

_SET = {"@container": "@set"}

CONTEXT: dict[str, Any] = {
    "@version": 1.1,
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "loc": "https://w3id.org/dpv/loc#",
    "justifications": "https://w3id.org/dpv/justifications#",
    "dcterms": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sar": "urn:sar:terms#",
    "@vocab": "urn:sar:terms#",
    "iri": "@id",
    "label": "rdfs:label",
    "lang": "dcterms:language",
    "made_at": {"@id": "dcterms:issued", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"},
    "controller": "dpv:hasDataController",
    "subject": "dpv:hasDataSubject",
    "processing": {"@id": "dpv:hasProcess", **_SET},
    "purposes": {"@id": "dpv:hasPurpose", **_SET},
    "categories": {"@id": "dpv:hasPersonalData", **_SET},
    "basis": {"@id": "dpv:hasLegalBasis", **_SET},
    "recipients": {"@id": "dpv:hasRecipient", **_SET},
    "places": {"@id": "dpv:hasLocation", **_SET},
    "duration": {"@id": "dpv:hasDuration", "@type": "http://www.w3.org/2001/XMLSchema#duration"},
    "rights": {"@id": "dpv:hasRight", **_SET},
    "contact": "dpv:hasContact",
    "raw": {"@id": "sar:raw", "@type": "@json"},
}
