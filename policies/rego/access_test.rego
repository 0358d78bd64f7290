package omvendt.access_test

import data.omvendt.access

asked(roles, permission) := answer if {
	answer := access.answer with input as {"actor": {"roles": roles}, "operation": "test", "permission": permission}
}

allowed(roles, permission) if asked(roles, permission) == {"allowed": true, "reason": "GRANTED"}

refused(roles, permission, reason) if asked(roles, permission) == {"allowed": false, "reason": reason}

test_everybody_may_what_is_public if {
	every roles in [[], ["owner"], ["auditor"], ["nobody"]] {
		allowed(roles, "public")
	}
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
		"legal-check": {"administrator", "legal_checker"},
		"review": {"administrator"},
		"record": {"administrator", "secretary"},
		"govern": {"administrator"},
		"export": {"administrator", "auditor"},
		"audit": {"administrator", "auditor"},
	}
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
