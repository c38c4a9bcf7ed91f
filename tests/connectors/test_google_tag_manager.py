"""Google Tag Manager's traps, one by one."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from sar.errors import SettingsError
from sar.http import Response
from sar.outcomes import NotSearchable, complete
from sar.testing import rig
from sar.testing.expected import outcome_of
from sar.testing.faults import Faulty
from sar.testing.rig import Result, Rig

ENHANCED = "enableEnhancedConversion"
WEB = "accounts/100000/containers/200001"
Row = dict[str, Any]


def evidence(result: Result) -> list[str]:
    assert isinstance(result.verdict, NotSearchable)
    return [said.text for said in result.verdict.evidence]


def remedied(result: Result) -> list[str]:
    return [gap.text for gap in result.gaps if gap.remediable]


def changed(change: Callable[[Row], Any], **settings: Any) -> Rig:
    """A rig whose website's live version was changed."""
    connected = rig("google_tag_manager", settings={"containers": ["GTM-EXAMPL1"], **settings})
    change(connected.imitation.state["versions"][WEB])
    return connected


def with_tags(*tags: Row, variables: tuple[Row, ...] = ()) -> list[str]:
    """What is told of a container with these tags only."""
    result = changed(lambda version: version.update(tag=list(tags), variable=list(variables))).find()
    return [*evidence(result), *(gap.text for gap in result.gaps)]


def tag(type_: str, *parameters: Row, **more: Any) -> Row:
    return {"name": "T", "type": type_, "parameter": list(parameters), **more}


def text(key: str, value: str, type_: str = "template") -> Row:
    return {"type": type_, "key": key, "value": value}


def table(key: str, **cells: str) -> Row:
    rows = [{"type": "map", "map": [text(name, value) for name, value in cells.items()]}]
    return {"type": "list", "key": key, "list": rows}


def test_the_evidence_is_of_every_container() -> None:
    said = evidence(rig("google_tag_manager").find())
    assert "Container GTM-EXAMPL1 loads programs of Meta (Facebook); tags in use: 2." in said
    assert "Container GTM-EXAMPL1 passes an id of people who are logged in (user_id) to Google Analytics." in said
    assert "Container GTM-EXAMPL1 lets Meta match visitors by em, fn, ph (advanced matching)." in said
    assert (
        "In container GTM-EXAMPL1, tags in use that wait for a consent (ad_storage, ad_user_data, analytics_storage): "
        "3 of 6."
    ) in said
    assert "Container GTM-EXAMPL3 (trial.example.org) was never published: it loads nothing." in said


def test_a_tag_that_is_switched_off_passes_nothing() -> None:
    said = with_tags(tag("awct", text(ENHANCED, "true", "boolean"), paused=True))
    assert "Container GTM-EXAMPL1 has no tag that is in use." in said
    assert not [one for one in said if "passes" in one or "loads programs" in one]


@pytest.mark.parametrize(
    ("one", "vendor"),
    [
        (tag("googtag", text("tagId", "G-EXAMPLE001")), "Google Analytics"),
        (tag("googtag", text("tagId", "AW-1000000001")), "Google Ads"),
        (tag("googtag", text("tagId", "{{Unknown}}")), "Google"),
        (tag("html", text("html", "<script src='//connect.facebook.net/x.js'>")), "Meta (Facebook)"),
        (tag("html", text("html", "window.ttq.load('X')")), "TikTok"),
        (tag("img", text("url", "https://bat.bing.com/action")), "Microsoft Advertising"),
        (tag("cvt_200001_31"), "Meta (Facebook)"),
        (tag("baut"), "Microsoft Advertising"),
    ],
)
def test_whose_program_it_is(one: Row, vendor: str) -> None:
    assert f"Container GTM-EXAMPL1 loads programs of {vendor}; tags in use: 1." in with_tags(one)


def test_a_template_of_the_gallery_is_known_by_the_id_in_its_code() -> None:
    def gallery(version: Row) -> None:
        version["tag"] = [tag("cvt_5TP8W")]
        code = '{"id": "cvt_5TP8W"} hotjar'
        version["customTemplate"] = [{"templateId": "7", "name": "HJ", "templateData": code}]

    assert "Container GTM-EXAMPL1 loads programs of Hotjar; tags in use: 1." in evidence(changed(gallery).find())


def test_a_program_that_is_not_recognised_is_named() -> None:
    result = rig("google_tag_manager").find()
    assert "The receiver of these programs in container GTM-EXAMPL1 was not recognised: Chat." in [
        gap.text for gap in result.gaps
    ]


@pytest.mark.parametrize(
    "one",
    [
        tag("gaawe", table("eventSettingsTable", parameter="user_id", parameterValue="{{Id}}")),
        tag("gaawc", table("fieldsToSet", name="user_id", value="{{Id}}")),
        tag("ua", table("fieldsToSet", fieldName="userId", value="{{Id}}")),
        tag("html", text("html", "gtag('set', {'user_id': id})")),
    ],
)
def test_an_id_of_logged_in_people_is_seen(one: Row) -> None:
    assert any("(user_id) to" in said for said in with_tags(one))


def test_a_setting_shared_by_a_variable_counts() -> None:
    shared = {"name": "S", "type": "gtes", "parameter": [table("t", parameter="user_id", parameterValue="{{Id}}")]}
    one = tag("gaawe", text("eventSettingsVariable", "{{S}}"))
    assert any("(user_id) to Google Analytics" in said for said in with_tags(one, variables=(shared,)))
    assert not any("(user_id) to Google" in said for said in with_tags(tag("gaawe"), variables=(shared,)))


def test_a_row_without_a_value_passes_nothing() -> None:
    one = tag("gaawe", table("eventSettingsTable", parameter="user_id", parameterValue=""))
    assert "Container GTM-EXAMPL1 has no tag that is seen to pass an id of people who are logged in (user_id)." in (
        with_tags(one)
    )


@pytest.mark.parametrize(
    ("one", "passes"),
    [
        (tag("awct", text(ENHANCED, "true", "boolean")), True),
        (
            tag("awct", text("enableEnhancedConversion", "false"), text("cssProvidedEnhancedConversionValue", "{{V}}")),
            False,
        ),
        (tag("awud"), True),
        (tag("gaawe", table("eventSettingsTable", parameter="user_data", parameterValue="{{V}}")), True),
        (tag("gaawe", table("eventSettingsTable", parameter="method", parameterValue="email form")), False),
        (tag("html", text("html", "gtag('set', 'user_data', v)")), True),
    ],
)
def test_data_of_people_are_seen_where_they_are_passed(one: Row, passes: bool) -> None:
    assert any("passes data of people" in said for said in with_tags(one)) is passes


@pytest.mark.parametrize(
    ("code", "by"),
    [
        ("fbq('init', '1', {em: '{{E}}', ph: '{{P}}'});", ["em, ph"]),
        ('fbq("init","1",{"external_id":"x"})', ["external_id"]),
        ("fbq('init', '1', {{Visitor}});", ["what a variable holds"]),
        ("fbq('init', '1', {});", []),
        ("fbq('init', '1');fbq('track', 'x', {em: 1});", []),
    ],
)
def test_advanced_matching_in_code(code: str, by: list[str]) -> None:
    said = [one for one in with_tags(tag("html", text("html", code))) if "advanced matching" in one]
    assert said == [f"Container GTM-EXAMPL1 lets Meta match visitors by {one} (advanced matching)." for one in by]


def test_a_table_whose_switch_is_off_matches_nothing() -> None:
    rows = table("advancedMatchingList", name="em", value="{{E}}")
    said = with_tags(tag("cvt_200001_31", text("advancedMatching", "false"), rows))
    assert not [one for one in said if "match" in one or "passes data" in one]


@pytest.mark.parametrize(("setting", "open_"), [("open", True), ("elsewhere", False), ("none", False)])
def test_a_server_of_the_firm_leaves_the_answer_open_until_more_is_said(setting: str, open_: bool) -> None:
    result = rig("google_tag_manager", settings={"server_logs": setting}).find()
    (gap,) = (gap for gap in result.gaps if "https://tags.example.org" in gap.text)
    assert gap.remediable is open_
    assert complete(outcome_of(result)) is not open_


def test_a_websites_tag_that_sends_to_the_firms_own_server_counts_as_one() -> None:
    sent = table("configSettingsTable", parameter="server_container_url", parameterValue="https://t.example.org")
    assert any("https://t.example.org" in said for said in with_tags(tag("googtag", text("tagId", "G-1"), sent)))


@pytest.mark.parametrize("part", ["containers:lookup", "versions:live"])
@pytest.mark.parametrize("body", [{}, {"publicId": "GTM-OTHER01", "path": "accounts/1/containers/2"}, [], {"tag": []}])
def test_an_answer_about_something_else_is_told(part: str, body: Any) -> None:
    through: Any = lambda inner: Faulty(  # noqa: E731
        inner,
        lambda request, _: Response(200, json=body, request=request) if request.url.path.endswith(part) else None,
    )
    result = rig("google_tag_manager", through=through).find()
    assert len(remedied(result)) >= 2
    assert not complete(outcome_of(result))


@pytest.mark.parametrize("part", ["parameter", "consentSettings", "name", "type"])
@pytest.mark.parametrize("body", [7, "x", [None], {"list": 3}, None])
def test_a_version_of_any_shape_breaks_nothing(part: str, body: Any) -> None:
    result = changed(lambda version: version["tag"][0].update({part: copy.deepcopy(body)})).find()
    assert result.error is None
    assert isinstance(result.verdict, NotSearchable)


def test_a_container_that_the_key_cannot_see_is_a_gap_and_the_others_are_told() -> None:
    connected = rig("google_tag_manager", settings={"containers": ["GTM-EXAMPL1", "GTM-UNSEEN1"]})
    result = connected.find()
    assert any("GTM-UNSEEN1" in text for text in remedied(result))
    assert any("GTM-EXAMPL1" in text for text in evidence(result))
    assert [one.level for one in connected.connector.check()] == ["ok", "note", "error", "note"]


def test_a_wrong_key_fails() -> None:
    result = rig("google_tag_manager", settings={"key": "", "token": "old"}).find()
    assert result.error is not None
    assert result.error.status == 401
    assert result.verdict is None


@pytest.mark.parametrize("containers", [[], ["G-EXAMPLE001"], ["200001"]])
def test_what_is_no_container_is_a_fault_of_the_settings(containers: list[str]) -> None:
    with pytest.raises(SettingsError):
        rig("google_tag_manager", settings={"containers": containers}).find()
