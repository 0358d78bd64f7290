package omvendt.justification_test

import data.omvendt.justification

limits := {"circular_percent": 70, "copied_percent": 60, "fewest_words": 3}

good := {
	"empty": false, "undefended": false, "words": 8, "own": 20, "copied": 0, "law": false, "reference": false,
	"beneficiary": true, "lighter": true, "evidence": true, "indicator": true, "due": false,
}

answer(change) := a if {
	a := justification.answer with input as object.union(good, change) with data.params as limits
}

finds(change) := [finding.code | some finding in answer(change).findings]

test_nothing_is_found_in_a_good_one if {
	answer({}) == {"grade": "good", "findings": []}
}

test_empty_and_undefended_exclude_each_other if {
	bare := {"words": 0, "beneficiary": false, "lighter": false, "evidence": false, "indicator": false, "empty": true}
	answer(bare) == {"grade": "missing", "findings": [{"code": "EMPTY", "severity": "fails"}]}
	answer(object.union(bare, {"undefended": true})) == {"grade": "undefended", "findings": []}
}

test_it_says_what_the_rule_is_good_for if {
	finds({"words": 0}) == ["NO_VALUE"]
	answer({"words": 0}).grade == "weak"
}

test_circular_from_the_line_on if {
	finds({"own": 70}) == ["CIRCULAR"]
	finds({"own": 69}) == []
	finds({"own": 100, "words": 1}) == ["CIRCULAR"]
}

test_copied_from_the_line_on if {
	finds({"copied": 60}) == ["COPIED"]
	finds({"copied": 59}) == []
	finds({"copied": 100, "words": 2}) == []
}

test_the_law_has_a_reference if {
	finds({"law": true}) == ["LAW_WITHOUT_REFERENCE"]
	finds({"law": true, "reference": true}) == []
}

test_what_is_missing_lowers if {
	every pair in [
		["beneficiary", "NO_BENEFICIARY"], ["lighter", "NO_LIGHTER_ALTERNATIVE"],
		["evidence", "NO_EVIDENCE"], ["indicator", "NO_INDICATOR"],
	] {
		finds({pair[0]: false}) == [pair[1]]
		answer({pair[0]: false}).grade == "partial"
	}
	finds({"due": true}) == ["INDICATOR_DUE"]
	answer({"due": true}).grade == "partial"
}

test_the_gravest_comes_first if {
	finds({"own": 90, "copied": 90, "law": true, "lighter": false}) == ["CIRCULAR", "COPIED", "LAW_WITHOUT_REFERENCE", "NO_LIGHTER_ALTERNATIVE"]
}

# Whoever says that nobody wants to defend the rule has said it all, and nobody is told
# twice that there is nothing.
test_what_is_not_written_is_not_weighed if {
	worst := {"own": 100, "copied": 100, "law": true, "due": true, "beneficiary": false}
	answer(object.union(worst, {"undefended": true})) == {"grade": "undefended", "findings": []}
	finds(object.union(worst, {"empty": true})) == ["EMPTY"]
}

test_no_value_says_the_rule_again if finds({"words": 0, "own": 100}) == ["NO_VALUE"]

test_the_fewest_words_that_can_be_copied if finds({"copied": 100, "words": 3}) == ["COPIED"]
