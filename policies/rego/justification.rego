# METADATA
# title: What is found in the case for a rule
# description: >-
#   Asked of one justification. What can be counted in it is counted already
#   (input); here stands what it means. The lines are drawn in data.params. A
#   finding holds nobody back from deciding: it says what a reader will miss.
# scope: package
package omvendt.justification

# METADATA
# title: The answer, always one object
answer := {
	"grade": grade,
	"findings": [finding | some finding in order; found[finding.code]],
}

# METADATA
# title: How well the rule is justified
# scope: document
default grade := "good"

grade := "undefended" if {
	input.undefended
} else := "missing" if {
	input.empty
} else := "weak" if {
	some finding in order
	finding.severity == "fails"
	found[finding.code]
} else := "partial" if {
	count(found) > 0
}

# METADATA
# title: Findings, gravest first, each with what it does to the justification
order := [
	{"code": "EMPTY", "severity": "fails"},
	{"code": "NO_VALUE", "severity": "fails"},
	{"code": "CIRCULAR", "severity": "fails"},
	{"code": "COPIED", "severity": "fails"},
	{"code": "LAW_WITHOUT_REFERENCE", "severity": "fails"},
	{"code": "INDICATOR_DUE", "severity": "lowers"},
	{"code": "NO_BENEFICIARY", "severity": "lowers"},
	{"code": "NO_LIGHTER_ALTERNATIVE", "severity": "lowers"},
	{"code": "NO_EVIDENCE", "severity": "lowers"},
	{"code": "NO_INDICATOR", "severity": "lowers"},
]

# METADATA
# title: Nobody has written a justification
# description: What would mend it is the three answers that are asked of everyone, or saying that nobody wants to defend the rule.
found contains "EMPTY" if {
	input.empty
	not input.undefended
}

# METADATA
# title: There are answers, but not to what the rule is good for
# description: What would mend it is one sentence on the difference that the rule makes to the core task.
found contains "NO_VALUE" if {
	written
	input.words == 0
}

# METADATA
# title: The value says the rule again
# description: What would mend it is what becomes better because the rule is followed.
found contains "CIRCULAR" if {
	written
	input.words > 0
	input.own >= data.params.circular_percent
}

# METADATA
# title: The value was written for another rule
# description: What would mend it is what this very rule adds, or a remark that the two should be one.
found contains "COPIED" if {
	written
	input.words >= data.params.fewest_words
	input.copied >= data.params.copied_percent
}

# METADATA
# title: The law is said to demand it, and not which law
# description: What would mend it is the paragraph, or the legal basis and a value besides.
found contains "LAW_WITHOUT_REFERENCE" if {
	written
	input.law
	not input.reference
}

# METADATA
# title: The day on which the indicator was to be looked at has passed
# description: What would mend it is saying whether it was met, not met or not measured.
found contains "INDICATOR_DUE" if {
	written
	input.due
}

# METADATA
# title: Nobody is named who benefits
# description: What would mend it is for whom the rule makes a difference.
found contains "NO_BENEFICIARY" if {
	written
	not input.beneficiary
}

# METADATA
# title: No lighter alternative is weighed
# description: What would mend it is one lighter way and why it is not enough.
found contains "NO_LIGHTER_ALTERNATIVE" if {
	written
	not input.lighter
}

# METADATA
# title: It does not say how the effect is known
# description: What would mend it is a figure, an observation, or that there is none.
found contains "NO_EVIDENCE" if {
	written
	not input.evidence
}

# METADATA
# title: Nothing will show whether the rule works
# description: What would mend it is one thing to count, and the day on which it is counted.
found contains "NO_INDICATOR" if {
	written
	not input.indicator
}

# METADATA
# title: Somebody has written a justification
written if {
	not input.empty
	not input.undefended
}
