# METADATA
# title: Who may do what, and with which rules
# description: >-
#   Every operation declares one permission, and the actor's grants decide:
#   input.actor.grants (role, scope), input.operation, input.permission. Exactly
#   one answer; what nobody granted is refused, and every refusal has its reason.
#   Reach is the scopes that the actor reaches with the permission. Of somebody
#   who may, an empty reach is everything.
# scope: package
package omvendt.access

# METADATA
# title: The answer
answer := {"reason": verdict, "reach": [scope | some scope in reach]}

# METADATA
# title: The first that fits
# scope: document
default verdict := "ROLE_MAY_NOT"

verdict := "UNKNOWN_PERMISSION" if {
	not input.permission in permissions
} else := "GRANTED" if {
	input.permission == "public"
} else := "NOT_SIGNED_IN" if {
	count(roles) == 0
} else := "AUDITOR_CHANGES_NOTHING" if {
	"auditor" in roles
	input.permission in changing
} else := "WHOLE_MUNICIPALITY_ONLY" if {
	count(scopes) > 0
	not unconstrained
	input.permission in undivided
} else := "GRANTED" if {
	count(scopes) > 0
}

# METADATA
# title: What the actor reaches
# description: >-
#   The union of the scopes of the grants that give the permission. One without
#   a constraint reaches everything, and then no scope stands beside it.
# scope: document
default reach := set()

reach := scopes if {
	verdict == "GRANTED"
	not unconstrained
}

# METADATA
# title: The scopes of the grants that give the permission
scopes := {grant.scope |
	some grant in input.actor.grants
	grant.role in granted[input.permission]
}

# METADATA
# title: One of those grants has no constraint
# description: >-
#   Own rules alone (own) are a constraint too: those of the posts that the actor
#   answers for, which the register knows.
unconstrained if {
	some scope in scopes
	not scope.own
	every name in ["areas", "units", "kle"] {
		count(scope[name]) == 0
	}
}

# METADATA
# title: The actor's roles, as far as they are known
roles := {grant.role | some grant in input.actor.grants; grant.role in known_roles}

# METADATA
# title: The roles there are
known_roles := {
	"administrator", "owner", "challenger", "legal_checker",
	"secretary", "council_member", "auditor", "integration",
}

# METADATA
# title: Which roles have each permission
granted := {
	"read": known_roles,
	"catalogue": {"administrator", "owner", "integration"},
	"challenge": {"administrator", "challenger"},
	"reopen": {"administrator", "owner", "challenger"},
	"legal-check": {"administrator", "legal_checker"},
	"review": {"administrator"},
	"record": {"administrator", "secretary"},
	"meet": {"administrator", "secretary"},
	"consult": {"administrator"},
	"weigh": {"administrator", "owner"},
	"govern": {"administrator"},
	"journal": {"administrator", "secretary", "auditor"},
	"file": {"administrator", "secretary"},
	"redact": {"administrator"},
	"export": {"administrator", "auditor"},
	"audit": {"administrator", "auditor"},
}

# METADATA
# title: The permissions there are
permissions := {"public"} | object.keys(granted)

# METADATA
# title: Permissions that change something
# description: Whoever audits changes nothing, whatever other roles they have.
changing := permissions - {"public", "read", "journal", "export", "audit"}

# METADATA
# title: Permissions that cannot be had for a part of the municipality
# description: >-
#   What they reach has no area, unit or KLE code: a meeting, a consultation, a
#   body, a user, the log, a text wherever it stands. With a constraint they would be too much.
undivided := {"review", "meet", "consult", "govern", "journal", "file", "redact", "export", "audit"}
