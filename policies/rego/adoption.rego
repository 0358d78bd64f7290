# METADATA
# title: What is found in a new rule, or in another text of a rule
# description: >-
#   Asked of a rule, or of an amended text, that is to take effect. Which sentences
#   of a text demand something new, what they or the rule resemble, and whether the
#   justification holds is found out already (input); here stands what that means
#   for this class of rule. Nothing here undoes what a competent body decided: a
#   finding is mended, or somebody says why not.
# scope: package
package omvendt.adoption

# METADATA
# title: The answer, always one object
answer := {"findings": [finding | some finding in order; found[finding.code]]}

# METADATA
# title: Findings, gravest first, each with what it asks for
order := [
	{"code": "DUTY_ON_CITIZENS_WITHOUT_BASIS", "severity": "explain"},
	{"code": "NO_JUSTIFICATION_THAT_HOLDS", "severity": "explain"},
	{"code": "RESEMBLES_ENDED_RULE_NOT_CITED", "severity": "explain"},
	{"code": "NOTHING_NEW_SAID", "severity": "explain"},
	{"code": "NO_FIRST_REVIEW", "severity": "explain"},
	{"code": "REQUIREMENT_ADDED", "severity": "note"},
	{"code": "DETAILS_CHANGED", "severity": "note"},
	{"code": "RESEMBLES_RULE_IN_FORCE", "severity": "note"},
]

# METADATA
# title: It puts a duty on citizens, and no legal basis permits that
# description: What would mend it is the legal basis that permits or demands the duty, or a rule that asks nothing of citizens.
found contains "DUTY_ON_CITIZENS_WITHOUT_BASIS" if {
	input.duty
	not input.permitted
}

# METADATA
# title: There is no justification, or what is found in it fails it
# description: What would mend it is what becomes better for whom because the rule is followed.
found contains "NO_JUSTIFICATION_THAT_HOLDS" if {
	chosen_here
	demands_more
	not input.justified
}

# METADATA
# title: A rule that has ended demanded much the same, and it is not cited
# description: What would mend it is citing that rule and saying what is new, or another demand.
found contains "RESEMBLES_ENDED_RULE_NOT_CITED" if {
	chosen_here
	input.resembles_ended
}

# METADATA
# title: It cites or resembles an earlier rule, and does not say what is new
# description: What would mend it is a sentence on what is different from the time when the earlier rule ended.
found contains "NOTHING_NEW_SAID" if {
	chosen_here
	demands_more
	builds_on_another
	not input.news
}

# METADATA
# title: No day is set on which it lapses unless it is kept
# description: >-
#   What would mend it is the first review date with the words of the decision that
#   set it. Another text leaves the dates of its rule as they are.
found contains "NO_FIRST_REVIEW" if {
	can_lapse
	not input.amended
	not input.first_review
}

# METADATA
# title: The amended text demands something that its rule did not
# description: What would mend it is a text without it; it is noted, whether justified or not, so that nobody overlooks it.
found contains "REQUIREMENT_ADDED" if {
	input.amended
	demands_more
}

# METADATA
# title: The amended text names another number, day, frequency or person
# description: What would mend it is the number that was there; it is only noted, since it can be less as well as more.
found contains "DETAILS_CHANGED" if input.altered > 0

# METADATA
# title: A rule that stands demands much the same
# description: What would mend it is one rule instead of two; it is only noted.
found contains "RESEMBLES_RULE_IN_FORCE" if input.resembles_rule

# METADATA
# title: The law or an agreement does not fix the rule, so somebody here chose it
chosen_here if not input.class in {"state_duty", "agreement"}

# METADATA
# title: A new rule demands more than none
demands_more if not input.amended

# METADATA
# title: A sentence of the amended text is new
demands_more if input.added > 0

# METADATA
# title: A sentence of it demands more often, or binds where it did not
demands_more if input.stricter > 0

# METADATA
# title: The classes that lapse when nobody keeps them
can_lapse if input.class in {"add_on", "council_rule", "administrative_rule"}

# METADATA
# title: The rule names an earlier one
builds_on_another if input.cites

# METADATA
# title: The rule resembles one that has ended
builds_on_another if input.resembles_ended
