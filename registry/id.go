package registry

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Ids are UUIDs as lower-case text, each thing with a type of its own so that
// they cannot be mixed up. People see numbers and slugs, never ids.
type (
	RuleID          string
	VersionID       string
	BasisID         string
	EventID         string
	JustificationID string
	LegalCheckID    string
	BodyID          string
	ReviewID        string
	MeetingID       string
	AuditID         string
	TokenID         string
	UserID          string
	PostID          string
	MailID          string
	MemberID        string
	ItemID          string
	ConsultationID  string
	LinkID          string
	WordID          string // of a wish to be told of an outcome
	ListViewID      string
	ContributionID  string
	InputID         string
	MessageID       string
	DraftID         string
	ImportID        string
	CounterCaseID   string
	RequestID       string
	LawID           string
	CandidateID     string // of a PolicyCandidate
	HearingID       string
	HearingPartyID  string
	HassleID        string
	ExclusionID     string
	HassleThemeID   string
	StopTaskID      string
	HarmID          string
	SendOnID        string
	GameChangeID    string
	SimulationID    string
)

// NewID makes a UUIDv7 (RFC 9562): sorted by the instant it was made.
func NewID[T ~string](now time.Time) T {
	var b [16]byte
	_, _ = rand.Read(b[6:]) // crypto/rand.Read never fails
	ms := now.UnixMilli()
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	return format[T](b)
}

// NewRandomID makes a UUIDv4, for what must not tell when it was made.
func NewRandomID[T ~string]() T {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return format[T](b)
}

func format[T ~string](b [16]byte) T {
	x := hex.EncodeToString(b[:])
	return T(x[:8] + "-" + x[8:12] + "-" + x[12:16] + "-" + x[16:20] + "-" + x[20:])
}

// Number is a rule's permanent public number. It never changes and never
// returns, not even when the rule is gone.
type Number int32

// MaxNumber bounds what is taken for a number in an import or an address.
const MaxNumber Number = 9_999_999

// ParseNumber reads R-0042; r-42 and 42 are the same number. Anything else is
// an error with CodeNumberInvalid.
func ParseNumber(s string) (Number, error) {
	t := strings.TrimSpace(s)
	if len(t) > 2 && (t[0] == 'R' || t[0] == 'r') && t[1] == '-' {
		t = t[2:]
	}
	n, err := strconv.ParseUint(t, 10, 31)
	if err != nil || n < 1 || Number(n) > MaxNumber {
		return 0, &Error{Code: CodeNumberInvalid, Args: Args{"value": clip(s, 40)}}
	}
	return Number(n), nil
}

func (n Number) String() string { return fmt.Sprintf("R-%04d", int32(n)) }

func (n Number) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

func (n *Number) UnmarshalText(b []byte) error {
	v, err := ParseNumber(string(b))
	if err == nil {
		*n = v
	}
	return err
}
