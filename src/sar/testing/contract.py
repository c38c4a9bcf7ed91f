"""The contract: clauses that every connector passes, from its manifest to its behaviour on bad days.

In a third party's own tests: `TestAcme = contract("acme")`.
"""

from collections.abc import Callable
from typing import Any

from sar.registry import Registry
from sar.testing.clauses import bad_days, correct, manifest, many, privacy, read

Clause = Callable[[str], None]

ALWAYS: tuple[Clause, ...] = (
    manifest.manifest_is_whole,
    manifest.says_what_a_correction_leaves,
    manifest.imports_only_the_sdk,
    manifest.loads_without_its_sdk,
    read.finds_exactly_what_is_theirs,
    read.nobody_is_nothing_held,
    read.records_are_well_formed,
    read.limits_are_sentences,
    bad_days.lasting_faults_are_told,
    bad_days.a_fault_in_any_part_is_told,
    privacy.nothing_personal_is_logged,
    privacy.no_credential_is_in_a_record,
    privacy.check_tells_good_keys_from_bad,
)
OF: dict[str, tuple[Clause, ...]] = {
    "find": (
        read.has_a_main_subject_and_neighbours,
        read.collecting_twice_gives_the_same,
        read.resuming_loses_nothing,
        read.a_later_round_adds_only,
        bad_days.passing_faults_are_overcome,
        bad_days.endless_lists_end,
        privacy.a_neighbours_rows_are_never_disclosed,
    ),
    "find_many": (
        many.one_pass_gives_each_what_they_get_alone,
        many.a_pass_by_some_identifiers_adds_what_they_add_alone,
        many.a_pass_for_one_is_a_search,
    ),
    "correct": (
        correct.plan_equals_what_changes,
        correct.nothing_is_written_twice,
        correct.another_edit_is_a_conflict,
        correct.faults_leave_true_receipts,
        correct.killed_before_the_receipt,
        correct.undoing_leads_back,
        correct.a_key_that_may_not_write_is_told_first,
    ),
    "attest": (read.says_why_it_cannot_search,),
    "ask": (read.asks_in_both_languages,),
}
"""Further clauses by what the manifest says that the connector does; one that also finds is judged by that alone."""


def clauses(slug: str) -> tuple[Clause, ...]:
    """The clauses that hold for this connector."""
    does = Registry.discover().get(slug).does
    kinds = (
        [kind for kind in ("find", "correct") if kind in does]
        if "find" in does
        else [kind for kind in does if kind in OF]
    )
    of_many = OF["find_many"] if "find" in does and many.serves_many(slug) else ()
    return (*ALWAYS, *(clause for kind in kinds for clause in OF[kind]), *of_many)


def contract(slug: str) -> type:
    """A test class with one test per clause, for a connector that lives in its own repository."""
    tests = {f"test_{clause.__name__}": _test(clause, slug) for clause in clauses(slug)}
    return type(f"Test{slug.title()}", (), tests)


def _test(clause: Clause, slug: str) -> Callable[[Any], None]:
    def test(self: Any) -> None:
        clause(slug)

    test.__doc__ = clause.__doc__
    return test
