# METADATA
# title: Who may do what
# description: >-
#   Every operation declares one permission, and the actor's roles decide:
#   input.actor.roles, input.operation, input.permission. Exactly one answer;
#   what nobody granted is refused, and every refusal has its reason.
# scope: package
package omvendt.access

# METADATA
# title: The answer
answer := {"allowed": verdict == "GRANTED", "reason": verdict}

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
} else := "GRANTED" if {
	some role in roles
	role in granted[input.permission]
}

# METADATA
# title: The actor's roles, as far as they are known
roles := {role | some role in input.actor.roles; role in known_roles}

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
	"legal-check": {"administrator", "legal_checker"},
	"review": {"administrator"},
	"record": {"administrator", "secretary"},
	"govern": {"administrator"},
	"export": {"administrator", "auditor"},
	"audit": {"administrator", "auditor"},
}

# METADATA
# title: The permissions there are
permissions := {"public"} | object.keys(granted)

# METADATA
# title: Permissions that change something
# description: Whoever audits changes nothing, whatever other roles they have.
changing := permissions - {"public", "read", "export", "audit"}
