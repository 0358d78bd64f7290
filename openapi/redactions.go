package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/translog"
)

func (a *api) registerRedactions() {
	clash := []int{http.StatusConflict}
	register(a, operation{ID: "look-for-text", Method: http.MethodPost, Path: "/v1/redactions/look", Tag: "log", Permission: "redact", Asks: true, Errors: clash,
		Summary: "Look where a text stands before it is taken out", Description: "It changes nothing. What citizens answered has its own way of being taken back."}, a.lookForText)
	register(a, operation{ID: "create-redaction", Method: http.MethodPost, Path: "/v1/redactions", Tag: "log", Permission: "redact", Creates: true, Errors: clash,
		Summary: "Take a text out of everything the register keeps of it, for good",
		Description: "A mark with the day stands in its place, in old versions, events, minutes, the audit log, messages and indexes too. The log keeps its leaves, and has one more " +
			"that says when, on which ground and where. Backups that were made before still have the text."}, a.createRedaction)
}

type lookForTextIn struct {
	Body struct {
		Text string `json:"text" doc:"As it stands there, upper and lower case too; at least 4 characters. At most 4000." example:"Ring til den tidligere leder"`
	}
}

type lookedForOut struct {
	Mark    string             `json:"mark" doc:"What would stand in its place."`
	Places  []redactedPlaceOut `json:"places"`
	Sealed  int                `json:"sealed" doc:"Leaves and entries of the log in which it is sealed."`
	InClear int                `json:"in_clear" doc:"Leaves of the log that have it in clear, as names of bodies are. There it stays."`
	Seen    string             `json:"seen" doc:"To be given with the redaction, which is refused when the text stands elsewhere by then."`
}

type redactedPlaceOut struct {
	Kind  string   `json:"kind" doc:"What it is."`
	Rule  string   `json:"rule,omitempty" doc:"The rule that it is about." example:"R-0042"`
	Texts []string `json:"texts" doc:"The whole texts in which it stands."`
	Stays bool     `json:"stays" doc:"It cannot be told from a code there, and stays."`
}

func (a *api) lookForText(ctx context.Context, _ call, in *lookForTextIn) (answer[lookedForOut], error) {
	l, err := a.Proofs.LookFor(ctx, in.Body.Text)
	return answer[lookedForOut]{Body: lookedForOut{Mark: l.Mark, Sealed: l.Sealed, InClear: l.InClear, Seen: l.Seen,
		Places: list(l.Rows, func(w translog.Written) redactedPlaceOut {
			out := redactedPlaceOut{Kind: w.Kind, Texts: list(w.Before, func(s string) string { return s }), Stays: w.Stays}
			if w.Number != 0 {
				out.Rule = w.Number.String()
			}
			return out
		})}}, err
}

type createRedactionIn struct {
	Body struct {
		Text   string          `json:"text" doc:"As it was looked for."`
		Ground translog.Ground `json:"ground" enum:"erasure,rectification,objection,confidential" doc:"The ground of law, which is public: the General Data Protection Regulation, articles 17, 16 and 21, or the duty of confidentiality."`
		Reason string          `json:"reason" doc:"For administrators and the auditor. It must not say the text. At most 4000 characters."`
		Seen   string          `json:"seen" doc:"Of the look."`
	}
}

type redactionOut struct {
	Mark   string `json:"mark" doc:"What stands in its place."`
	Places int    `json:"places" doc:"In how many places."`
	Sealed int    `json:"sealed" doc:"Leaves and entries of the log in which nobody can read it any more."`
}

func (a *api) createRedaction(ctx context.Context, c call, in *createRedactionIn) (answer[redactionOut], error) {
	done, err := a.Proofs.Redact(ctx, c.Act, translog.Redaction{Text: in.Body.Text, Ground: in.Body.Ground, Reason: in.Body.Reason, Seen: in.Body.Seen})
	return answer[redactionOut]{Body: redactionOut(done)}, err
}
