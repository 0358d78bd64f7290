# METADATA
# title: What a vote means, and what is to be said about it
# description: >-
#   Asked of each proposal of an item, before the vote and after it. The votes
#   are counted already; here stands which majority and quorum the law asks for.
#   Only what is impossible in law, and what the owner of a rule would decide or
#   recommend alone in the administration, blocks an outcome. Everything else is
#   recorded as the competent body decided it: explained in the minutes, or noted.
# scope: package
package omvendt.decision

# METADATA
# title: The answer, always one object
answer := {
	"outcome": outcome,
	"findings": [finding | some finding in order; found[finding.code]],
}

# METADATA
# title: What became of the proposal
# description: >-
#   Simple majority of the votes cast for and against; who votes blank is present
#   and weighs on neither side. A proposal falls on a tie.
# scope: document
# custom:
#   source: kommunestyrelsesloven § 11, stk. 3
default outcome := "fell"

outcome := "carried" if {
	without_vote
} else := "not_put" if {
	not input.voted
} else := "carried" if {
	input.for > input.against
} else := "tied" if {
	input.for == input.against
	present > 0
}

# METADATA
# title: The administration decides without a vote
# description: It acts with delegated power, and one post answers for the decision.
without_vote if {
	input.rank == "administration"
	not input.voted
}

# METADATA
# title: Those who took part in the vote
present := (input.for + input.against) + input.blank

# METADATA
# title: Findings in the order in which they are told, each with what it asks
order := [
	{"code": "NO_QUORUM", "severity": "blocks"},
	{"code": "DISQUALIFIED_VOTED", "severity": "blocks"},
	{"code": "OWNER_DECIDES", "severity": "blocks"},
	{"code": "OWNER_RECOMMENDS", "severity": "blocks"},
	{"code": "NO_MANDATE", "severity": "explain"},
	{"code": "HEARING_MISSING", "severity": "explain"},
	{"code": "NO_SPECIAL_REASON", "severity": "explain"},
	{"code": "NO_AGREEMENT", "severity": "explain"},
	{"code": "TRIAL_UNMEASURED", "severity": "explain"},
	{"code": "PAPERS_LATE", "severity": "explain"},
	{"code": "PAPERS_LATE_EXPLAINED", "severity": "note"},
	{"code": "RECOMMENDED_BY_OWNER", "severity": "note"},
	{"code": "LONE_REPEAL", "severity": "note"},
	{"code": "LAPSES_IF_FALLS", "severity": "note"},
	{"code": "LAPSES_ANYWAY", "severity": "note"},
	{"code": "FIRST_READING", "severity": "note"},
	{"code": "OUT_OF_ORDER", "severity": "note"},
]

# METADATA
# title: The proposal would rule on the rules, and not only on what becomes of their case
rules if {
	input.procedure == ""
	not input.first_reading
}

# METADATA
# title: Fewer than half of the members took part
# custom:
#   source: kommunestyrelsesloven § 11, stk. 2
found contains "NO_QUORUM" if {
	input.voted
	present * 2 < input.seats
}

# METADATA
# title: A member who was declared disqualified voted
# custom:
#   source: kommunestyrelsesloven § 14
found contains "DISQUALIFIED_VOTED" if input.disqualified_voted

# METADATA
# title: The council gave the body no mandate, so its decision has no effect on a rule
# custom:
#   source: kommunestyrelsesloven § 2
found contains "NO_MANDATE" if {
	rules
	input.rank != "council"
	not input.mandate
}

# METADATA
# title: A body that must be heard has not been heard
# custom:
#   source: retssikkerhedsloven §§ 30 and 37 a
found contains "HEARING_MISSING" if {
	rules
	input.hearing_missing
}

# METADATA
# title: A rule would be kept without a special reason
# description: The council's own keep counts all the same, and the register says what is missing.
# custom:
#   source: the decision that opened the review
found contains "NO_SPECIAL_REASON" if {
	rules
	input.ruling in {"keep", "amend"}
	not input.special_reason
}

# METADATA
# title: A trial does not say what is measured and who evaluates it
# custom:
#   source: a trial that nobody evaluates is a repeal that nobody decided
found contains "TRIAL_UNMEASURED" if {
	rules
	input.ruling == "trial"
	not input.measured
}

# METADATA
# title: There is no agreement to terminate or renegotiate
# description: The register knows no agreement that binds to the rule.
# custom:
#   source: the legal bases of the rule
found contains "NO_AGREEMENT" if {
	input.procedure in {"terminate", "renegotiate"}
	not input.bound_by_agreement
}

# METADATA
# title: The post that answers for the rule decides on it alone
# description: Whoever defends a rule is not alone in weighing the defence.
# custom:
#   source: the reversed burden of proof
found contains "OWNER_DECIDES" if input.owner_alone

# METADATA
# title: The administration would decide what nobody but the owner of the rule recommends
# description: Somebody who does not answer for the rule joins first.
# custom:
#   source: the reversed burden of proof
found contains "OWNER_RECOMMENDS" if {
	input.recommended_alone
	input.rank == "administration"
}

# METADATA
# title: Nobody but the owner of the rule recommends it
# description: It does not count as a recommendation. An elected body decides with or without one.
# custom:
#   source: the reversed burden of proof
found contains "RECOMMENDED_BY_OWNER" if {
	input.recommended_alone
	input.rank != "administration"
}

# METADATA
# title: The papers came late, and the agenda does not say why
# custom:
#   source: kommunestyrelsesloven § 8
found contains "PAPERS_LATE" if {
	input.papers_late
	not input.papers_explained
}

# METADATA
# title: The papers came late, and the agenda says why
# custom:
#   source: kommunestyrelsesloven § 8
found contains "PAPERS_LATE_EXPLAINED" if {
	input.papers_late
	input.papers_explained
}

# METADATA
# title: The question is whether to repeal a rule that lapses by itself
# description: If the proposal falls, nobody has kept the rule.
# custom:
#   source: the decision that opened the review
found contains "LONE_REPEAL" if {
	rules
	input.ruling == "repeal"
	lapses_unless_carried
}

# METADATA
# title: If the proposal falls, the rule lapses
# custom:
#   source: the decision that opened the review
found contains "LAPSES_IF_FALLS" if {
	rules
	input.ruling != "repeal"
	lapses_unless_carried
}

# METADATA
# title: The case is postponed, sent elsewhere or read again, and the rule lapses all the same
# description: Only a ruling saves a rule from its lapse date; to defer is one.
# custom:
#   source: the decision that opened the review
found contains "LAPSES_ANYWAY" if {
	not rules
	input.lapses_undecided
}

# METADATA
# title: It is the first of two readings, and decides only that the case goes on
# custom:
#   source: the body's own standing orders
found contains "FIRST_READING" if {
	input.first_reading
	input.procedure == ""
}

# METADATA
# title: It is put after a proposal that it should come before
# description: >-
#   To postpone a case or send it back comes first, then what would change a
#   proposal, and then the proposal itself.
# custom:
#   source: the usual order of voting, which the body may depart from
found contains "OUT_OF_ORDER" if input.out_of_order

# METADATA
# title: The rule lapses, and this proposal has not been carried
lapses_unless_carried if {
	input.lapses_undecided
	outcome != "carried"
}
