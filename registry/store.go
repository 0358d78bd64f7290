package registry

import (
	"context"
	"io"
	"time"
)

// Store keeps the register. One act is one transaction, and all of it is
// stored or nothing is.
type Store interface {
	// View reads one consistent state.
	View(ctx context.Context, f func(Reader) error) error
	// Update runs f in a transaction with one fixed instant and stores what it
	// wrote, with its audit events and messages. f must have no other effect: it
	// can run more than once, and several can share one commit. ctx is checked
	// before f starts; once it runs, it runs to its end. Update inside Update is
	// CodeNestedUpdate. Errors of f come back as they are and store nothing.
	Update(ctx context.Context, act Act, f func(Tx) error) error

	// WriteRegister writes the whole register as it stands, as a file whose bytes
	// depend on nothing else. An error of w comes back as it is.
	WriteRegister(ctx context.Context, w io.Writer) error
	// ReadRegister puts such a file into a store where nothing is, all of it or
	// nothing; complete sees what it would be, adds what follows from it, and can refuse it. A file is read more
	// than once when another transaction came between. Errors: CodeRegisterThere,
	// CodeRegisterVersion, CodeRegisterDamaged, and those of complete.
	ReadRegister(ctx context.Context, act Act, file io.ReadSeeker, complete func(Tx) error) error
}

// Reader is what one transaction can read. All reads of a transaction see the
// same state of the register. Methods return CodeNotFound where one thing is
// asked for and is not there, CodeBusy when the database is locked or lost,
// CodeFull when it has no room, and CodeInternal for any other fault of it.
type Reader interface {
	importReader
	lawReader

	// Now is the one instant of the transaction, in UTC at microseconds.
	Now() time.Time
	// Today is the municipality's local day of Now.
	Today() Day

	// LastRevision is the newest revision; zero with a zero instant in an empty register.
	LastRevision() (RevisionMark, error)
	// RevisionAt is the last revision at or before an instant; zero when there is none.
	RevisionAt(time.Time) (RevisionMark, error)

	RuleByNumber(Number) (Rule, error)
	RulesByNumber([]Number) ([]Rule, error) // in the order of number; CodeNotFound names the first missing
	// Rules lists the catalogue by number.
	Rules(RuleFilter) ([]Rule, error)
	// RulePlaces lists all rules by number, from one on, and Heads some of them; both leave out
	// those that were taken out.
	RulePlaces(after Number, limit int) ([]RulePlace, error)
	Heads([]Number) ([]Head, error)
	// Changed lists, by number, rules about which something was written after a
	// revision or, if days are given, whose status can have changed between them.
	Changed(CopyQuery) ([]Number, error)
	Versions(RuleID) ([]Version, error) // by ordinal
	// LatestTexts are the newest version of each rule; rules without one are absent.
	LatestTexts([]RuleID) (map[RuleID]Version, error)
	TextsByVersion([]VersionID) (map[VersionID]Text, error) // those that are there
	// Events of rules, each rule's in the order in which they were recorded, up
	// to a revision (RevisionOpen: all).
	Events(rules []RuleID, upTo Revision) (map[RuleID][]Event, error)
	Justifications(RuleID) ([]Justification, error) // by ordinal
	LatestJustifications([]RuleID) (map[RuleID]Justification, error)
	LegalChecks(RuleID) ([]LegalCheck, error) // as recorded
	LatestLegalChecks([]RuleID) (map[RuleID]LegalCheck, error)
	// LegalQueue lists the rules that wait for a lawyer today, from a place on; only
	// Rule and Due of them are read.
	LegalQueue(LegalQuery) ([]DueRule, error)
	// Grounded lists the rules that rest on a reference, behind a place; only Rule,
	// and id and end of the Grounding, are read of them.
	Grounded(BasisQuery) ([]Grounded, error)
	// References lists the references that rules rest on, by key.
	References(ReferenceQuery) ([]ReferenceUse, error)
	// Recordings are those of revisions that were drawn.
	Recordings([]Revision) (map[Revision]Recording, error)
	// Timeline is a rule's timeline as the register knew it at a revision
	// (RevisionOpen: now), by day; empty when the rule was not recorded then.
	Timeline(rule RuleID, at Revision) ([]Segment, error)
	// Timelines are those of many rules as known now.
	Timelines(rules []RuleID) (map[RuleID][]Segment, error)
	// Register lists rules with their status on a day.
	Register(RegisterQuery) ([]RegisterEntry, error)
	// Missing is what the entries of rules lack; a rule that lacks nothing is absent.
	Missing([]Number) (map[Number][]Missing, error)
	// Units, Owners and Tags are those of all rules, and Findings what is found in any
	// justification, in Danish order, at most limit of them.
	Units(limit int) ([]string, error)
	Owners(limit int) ([]string, error)
	Tags(limit int) ([]string, error)
	Findings(limit int) ([]string, error)
	// CountStates counts the rules of a query by state; order, After and Limit do not bear on it.
	CountStates(RegisterQuery) (StateCounts, error)
	// Efforts are the efforts of a rule by day, as they are best known now.
	Efforts(Number) ([]EffortStretch, error)
	// EffortRoles are the roles that any rule names, in Danish order.
	EffortRoles() ([]string, error)
	// RoleEfforts are the efforts of a role on a day, by number.
	RoleEfforts(role string, on Day, limit int) ([]RoleEffort, error)
	// EffortCells add up the efforts of the rules of a query, as known now.
	EffortCells(EffortQuery) ([]EffortCell, error)
	// ClassesOn are the classes of the rules of a query that names them, on its day and as known then.
	ClassesOn(RegisterQuery) (map[Number]Class, error)
	// EntryLog is what the log has of rules with something before and after, oldest first.
	EntryLog(rules []Number, limit int) ([]AuditEvent, error)
	// Areas are the areas of all rules, in Danish order.
	Areas() ([]string, error)
	// CountMoves counts what came and went in one area; After and Limit do not bear on it.
	CountMoves(AccountQuery) (AreaAccount, error)
	// Moves are those of one area: of each kind at most Limit, in the order of their places.
	Moves(AccountQuery) ([]Move, error)

	// Alike finds, for each of the texts, the rules whose newest text says much the
	// same: at most limit of them, the most alike first. Rules that have ended are
	// found too. It reads few rules, however many there are, so that a rule of
	// which every word stands in thousands of others may be missed.
	Alike(texts []Text, limit int) ([][]Alike, error)
	// AlikePairs lists what is kept of that: pairs of rules with Related or more,
	// each rule with the few that it is most alike.
	AlikePairs(AlikeQuery) ([]AlikePair, error)
	// Differents lists pairs that were found different, by number; limit 0 without end.
	Differents(after AlikePlace, limit int) ([]Different, error)

	Bodies() ([]Body, error)              // highest rank first, then by name
	Mandates(BodyID) ([]Mandate, error)   // by day
	GameVersions() ([]GameVersion, error) // by kind, then by day
	GameDigests() ([]GameVersion, error)  // the same without their sources
	GameVersionsOf(GameKind) ([]GameVersion, error)
	Openings(upTo Revision) ([]Opening, error) // by day, then as recorded

	// AuditLog lists what was done to an object, newest first and older than a
	// place; an empty object lists everything, limit 0 without end.
	AuditLog(object string, after AuditPlace, limit int) ([]AuditEvent, error)
	// TokenByHash finds an API token that is not revoked.
	TokenByHash(hash string) (Token, error)
	Posted
	Mailed
	Tokens() ([]Token, error) // not revoked, by name
	Users() ([]User, error)   // by name, Danish order
	UserByID(UserID) (User, error)
	UserByEmail(email string) (User, error)
	SignInByHash(hash string) (SignIn, error)
	SessionByHash(hash string) (Session, error)
	// ListViews are a user's and those that others share, by name in Danish order.
	ListViews(UserID) ([]ListView, error)

	CaseReader
	EvaluationReader
	CounterReader
	kleReader
	candidateReader
	CaseDraftReader
	RequestReader
	TurnReader
	GuidanceReader
	gameReader
}

// Tx is a transaction that can write. A transaction that writes without an
// AuditEvent is rolled back with CodeAuditMissing.
type Tx interface {
	Reader
	importTx
	kleTx
	candidateTx
	lawTx
	leafWriter

	// Revision is this transaction's own revision. The first call takes the lock
	// under which facts and timelines are written and draws the number.
	Revision() (RevisionMark, error)

	// NextNumbers returns the n lowest numbers above every number ever used. It
	// draws the revision, as every method does that writes about rules.
	NextNumbers(n int) ([]Number, error)
	// InsertRules stores new rules with their search text, and from when they wait for
	// a lawyer (those that are absent do not); CodeNumberTaken (Args number) when a
	// number was ever used.
	InsertRules([]Rule, map[RuleID]LegalDue) error
	// UpdateRule changes the catalogue entry if the stored edit is still the given
	// one and returns it with the next; CodeStale when somebody else was first.
	UpdateRule(rule Rule, edit int) (Rule, error)
	InsertVersions([]Version) error // the newest of a rule becomes its search text
	// AppendEvents fills in the given events: Revision, and Recorded where it is NoDay.
	AppendEvents([]Event) error
	InsertJustifications([]Justification) error
	InsertLegalChecks([]LegalCheck) error
	// SetBases says what rules rest on, in place of what they did.
	SetBases(map[RuleID][]Grounding) error
	// BasesUnset says that rules have bases and none is set, as after an upgrade.
	BasesUnset() (bool, error)
	// SetLegalDue says from when rules wait for a lawyer.
	SetLegalDue(map[RuleID]LegalDue) error
	// ReplaceTimelines makes the given timelines the answer from this
	// transaction's revision on; what was the answer before stays readable.
	ReplaceTimelines(map[RuleID][]Segment) error

	InsertDifferent(Different) error // CodeFoundDifferent
	// DeleteDifferent gives back what was noted; CodeNotFound.
	DeleteDifferent(low, high Number) (Different, error)
	// RelateRules makes what is kept of likeness for rules that have nothing kept, as
	// after an upgrade, and says how many they were.
	RelateRules() (int, error)

	InsertBody(Body) error
	// UpdateBody stores everything but name and rank if edit is still the body's, with
	// the next one; CodeNotFound, CodeStale.
	UpdateBody(body Body, edit int) (Body, error)
	InsertMandate(Mandate) error
	InsertGameVersion(GameVersion) error
	InsertOpening(Opening) error
	InsertToken(Token) error
	RevokeToken(TokenID) error // CodeNotFound
	InsertUser(User) error     // CodeEmailTaken
	// UpdateUser changes a user if the stored edit is still the given one and
	// returns it with the next; CodeStale when somebody else was first.
	UpdateUser(user User, edit int) (User, error)
	InsertSignIn(SignIn) error // those that have expired are removed
	DeleteSignIn(hash string) error
	InsertSession(Session) error // those that have expired are removed
	DeleteSession(hash string) error
	EndSessions(UserID) error // and the sign-in links of a user
	InsertListView(ListView) error
	// UpdateListView changes all of it but whose it is, as UpdateUser does.
	UpdateListView(view ListView, edit int) (ListView, error)
	DeleteListView(ListViewID) error // CodeNotFound

	InsertMail(Mail) error
	// ClaimMail takes the waiting mail that has been due longest until an instant,
	// and counts the try; false when none is due. It needs no AuditEvent.
	ClaimMail(until time.Time) (m Mail, found bool, err error)
	// FinishMail stores state, fault and next try of a mail that was claimed; false
	// when it was claimed again since.
	FinishMail(Mail) (had bool, err error)

	InsertPost(Post) error // CodePostTaken
	// UpdatePost changes a post if the stored edit is still the given one and
	// returns it with the next; CodeStale, CodePostTaken. Rules does not bear on it.
	UpdatePost(post Post, edit int) (Post, error)
	DeletePost(PostID) error
	// ChangeOwner gives the rules of one post's name another's, counts their edits
	// one further, and returns them as they were, by number.
	ChangeOwner(from, to string) ([]Rule, error)
	CaseWriter
	CounterWriter
	CaseDraftWriter
	RequestWriter
	TurnWriter
	GuidanceWriter
	gameTx
	EvaluationWriter

	// Audit appends an event; ID, At, Actor, Operation, Request and Revision are filled in.
	Audit(AuditEvent) error
	// AuditUnnamed appends an event of somebody who must stay unknown: the day and
	// the operation only, no instant, actor, request or text, and an id that tells
	// no order.
	AuditUnnamed(operation, object string) error
	// Enqueue writes a message to the outbox; ID and At are filled in.
	Enqueue(topic string, payload any) error
	// AfterCommit runs f once the transaction is stored. It may be lost in a
	// crash, so nothing that must be right depends on it.
	AfterCommit(f func())

	// Repeated returns the result of an earlier request with the same Retry, and
	// false when there was none; CodeKeyReused when it had another body.
	Repeated() (result string, done bool, err error)
	// Remember stores the result of this request under its Retry, if it has one.
	Remember(result string) error
}

// Posted is what can be read about posts.
type Posted interface {
	Posts() ([]Post, error)                    // by name, Danish order
	PostByID(PostID) (Post, error)             // CodeNotFound
	PostsNamed(names []string) ([]Post, error) // those there are
}

// RuleFilter narrows a list of the catalogue.
type RuleFilter struct {
	Area    string // exact; empty: all
	Owner   string // the name of a post; empty: all
	Filter  Filter
	Numbers []Number // the only rules asked for; nil: all
	After   Number   // list rules with a higher number
	Limit   int      // 0: no limit
	Reach   Reach    // list only rules within it; zero: everything
}

// RegisterQuery asks for rules with their status on a day, as known at a revision.
type RegisterQuery struct {
	On     Day
	Known  Revision // RevisionOpen: now
	States []State  // empty: all
	Class  Class    // empty: all
	Area   string   // exact; empty: all
	// Text is searched in number, area, unit and the newest version's title, plain
	// sentence and demand. Each of its terms is the beginning of a word or, from
	// three characters, a part of one or another form of a whole one ("møderne":
	// "møde"); case does not count, æ, ø and å do. A text
	// without a letter or a digit finds nothing; an empty one asks for nothing.
	Text string
	// Filter, Reach and the order go by what the register says of a rule now.
	Filter     Filter
	Reach      Reach // only rules within it; zero: everything
	Sort       Sort
	Descending bool
	// Numbers are the only rules asked for; nil: all. They come by number.
	Numbers []Number
	After   Number // the rule in the list behind which to begin; 0: at the beginning
	Limit   int    // 0: no limit
}

// Seen is the register that somebody has a copy of: as known at a revision, on a day.
type Seen struct {
	Revision Revision
	On       Day
}

// CopyQuery asks which rules may differ from a copy of the register.
type CopyQuery struct {
	Seen      // NoDay: a copy of the catalogue, which no day changes
	Until Day // the day of the copy to come
	After Number
	Limit int // 0: no limit
}

// CountLimit bounds how many rules are counted one by one: those that a text
// finds, and those of the register as it was known before.
const CountLimit = 10_000

// StateCounts are numbers of rules by state; states without any are absent.
type StateCounts struct {
	Of   map[State]int
	Many bool // more than CountLimit: not counted, and Of is empty
}

// RegisterEntry is one rule in the register on a day.
type RegisterEntry struct {
	Rule    Rule
	Text    Text // the version that applies on the day
	Segment Segment
}
