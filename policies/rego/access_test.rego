package omvendt.access_test

import data.omvendt.access

everywhere := {"areas": [], "units": [], "kle": []}

day_care := {"areas": ["Dagtilbud"], "units": [], "kle": []}

eldercare := {"areas": [], "units": [], "kle": ["27.36"]}

parts := {day_care, eldercare, {"areas": [], "units": ["Solsikken"], "kle": []}}

within(grants, permission) := answer if {
	answer := access.answer with input as {"actor": {"grants": grants}, "operation": "test", "permission": permission}
}

grants_of(roles, scope) := [{"role": role, "scope": scope} | some role in roles]

asked(roles, permission) := within(grants_of(roles, everywhere), permission)

allowed(roles, permission) if asked(roles, permission) == {"reason": "GRANTED", "reach": []}

refused(roles, permission, reason) if asked(roles, permission) == {"reason": reason, "reach": []}

test_everybody_may_what_is_public if {
	every roles in [[], ["owner"], ["auditor"], ["nobody"]] {
		allowed(roles, "public")
	}
	within(grants_of(["owner"], day_care), "public") == {"reason": "GRANTED", "reach": []}
}

test_every_role_may_read if {
	every role in access.known_roles {
		allowed([role], "read")
	}
}

test_without_a_known_role_nobody_is_signed_in if {
	every permission in access.permissions - {"public"} {
		refused([], permission, "NOT_SIGNED_IN")
		refused(["boss"], permission, "NOT_SIGNED_IN")
	}
}

test_the_table if {
	table := {
		"catalogue": {"administrator", "owner", "integration"},
		"challenge": {"administrator", "challenger"},
		"reopen": {"administrator", "owner", "challenger"},
		"legal-check": {"administrator", "legal_checker"},
		"law": {"administrator", "legal_checker"},
		"review": {"administrator"},
		"record": {"administrator", "secretary"},
		"meet": {"administrator", "secretary"},
		"consult": {"administrator"},
		"redact": {"administrator"},
		"adopt": {"administrator"},
		"weigh": {"administrator", "owner"},
		"govern": {"administrator"},
		"journal": {"administrator", "secretary", "auditor"},
		"file": {"administrator", "secretary"},
		"export": {"administrator", "auditor"},
		"audit": {"administrator", "auditor"},
		"simulate": {"administrator", "secretary", "auditor"},
	}
	object.keys(table) == access.permissions - {"public", "read"}
	every permission, may in table {
		{role | some role in access.known_roles; allowed([role], permission)} == may
	}
}

test_the_auditor_changes_nothing if {
	every permission in access.changing {
		refused(["auditor"], permission, "AUDITOR_CHANGES_NOTHING")
		refused(["administrator", "auditor"], permission, "AUDITOR_CHANGES_NOTHING")
	}
	allowed(["administrator", "auditor"], "export")
}

test_those_who_read_change_nothing if {
	{p | some p in access.permissions; allowed(["council_member"], p)} == {"public", "read"}
	{p | some p in access.permissions; allowed(["challenger"], p)} == {"public", "read", "challenge", "reopen"}
}

test_roles_add_up if {
	allowed(["council_member", "secretary"], "record")
	refused(["council_member", "challenger"], "record", "ROLE_MAY_NOT")
}

test_an_unknown_permission_is_refused_to_everybody if {
	every permission in ["", "everything", "reviews", "Public"] {
		refused(["administrator"], permission, "UNKNOWN_PERMISSION")
		refused([], permission, "UNKNOWN_PERMISSION")
	}
}

test_a_constrained_grant_reaches_its_scope if {
	every scope in parts {
		every permission in ["read", "catalogue", "weigh"] {
			within(grants_of(["owner"], scope), permission) == {"reason": "GRANTED", "reach": [scope]}
		}
	}
}

test_scopes_add_up if {
	both := [{"role": "owner", "scope": day_care}, {"role": "integration", "scope": eldercare}]
	{scope | some scope in within(both, "catalogue").reach} == {day_care, eldercare}
	within(both, "weigh").reach == [day_care]
}

test_a_grant_without_a_constraint_reaches_everything if {
	both := [{"role": "owner", "scope": day_care}, {"role": "administrator", "scope": everywhere}]
	within(both, "catalogue") == {"reason": "GRANTED", "reach": []}
}

# A role that may not lends no reach to one that may.
test_the_reach_is_of_the_grants_that_give_the_permission if {
	both := [{"role": "owner", "scope": day_care}, {"role": "council_member", "scope": everywhere}]
	within(both, "catalogue").reach == [day_care]
	within(both, "read").reach == []
	boss := [{"role": "owner", "scope": day_care}, {"role": "boss", "scope": everywhere}]
	within(boss, "read").reach == [day_care]
}

test_who_has_a_part_may_not_what_has_no_parts if {
	every permission in access.undivided {
		within(grants_of(["administrator"], day_care), permission) == {"reason": "WHOLE_MUNICIPALITY_ONLY", "reach": []}
		both := [{"role": "administrator", "scope": day_care}, {"role": "owner", "scope": everywhere}]
		within(both, permission).reason == "WHOLE_MUNICIPALITY_ONLY"
	}
	within(grants_of(["owner"], day_care), "govern").reason == "ROLE_MAY_NOT"
}

# What reaches everything was granted for everything.
test_nobody_reaches_more_than_was_granted if {
	every role in access.known_roles {
		every permission in access.permissions - {"public"} {
			every scope in parts {
				answer := within(grants_of([role], scope), permission)
				granted_parts(answer) in {"refused", {scope}}
			}
		}
	}
}

granted_parts(answer) := {scope | some scope in answer.reach} if {
	answer.reason == "GRANTED"
}

granted_parts(answer) := "refused" if answer.reason != "GRANTED"

test_own_rules_are_a_constraint if {
	own := {"areas": [], "units": [], "kle": [], "own": true}
	within(grants_of(["owner"], own), "catalogue") == {"reason": "GRANTED", "reach": [own]}
	within(grants_of(["administrator"], own), "govern") == {"reason": "WHOLE_MUNICIPALITY_ONLY", "reach": []}
	both := array.concat(grants_of(["owner"], own), grants_of(["owner"], everywhere))
	within(both, "catalogue") == {"reason": "GRANTED", "reach": []}
}

# Nobody with a part of the municipality decides for all of it.
test_what_has_no_parts if {
	access.undivided == {"review", "law", "meet", "consult", "govern", "journal", "file", "redact", "adopt", "export", "audit", "simulate"}
}
