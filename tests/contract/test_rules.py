"""Every time limit of every feature: sound, sourced, and honest about whether somebody read the source."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from portal.app import CORE_FEATURES
from portal.deadlines.rules import check_rules
from portal.declarations import Binding
from portal.registry import load_registry

REGISTRY = load_registry(CORE_FEATURES)
RULES = [owned.item for owned in REGISTRY.rules]

every_rule = pytest.mark.parametrize("rule", RULES, ids=[f"{rule.code}@{rule.valid_from}" for rule in RULES])


def test_the_rules_of_all_features_together_are_sound():
    assert check_rules(RULES) == []


@every_rule
def test_a_rule_says_where_it_comes_from(rule):
    assert rule.source.strip()


@every_rule
def test_a_legal_limit_leads_to_its_source(rule):
    address = urlsplit(rule.source_url)

    assert rule.binding is not Binding.STATUTE or (address.scheme == "https" and address.hostname)


def test_every_reference_list_says_where_it_comes_from_and_names_each_code_once():
    for key, found in REGISTRY.lists.items():
        codes = [code.key for code in found.codes]
        assert found.source.strip(), key
        assert len(codes) == len(set(codes)) > 0, key
