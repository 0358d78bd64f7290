package workflow

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// anonymous is the act of somebody who must stay unknown.
func anonymous(operation string) registry.Act { return registry.Act{Operation: operation} }

// Contribute takes a contribution in and returns its receipt code. The code is
// derived from the submission id under the server's secret, so a form that is
// sent again has one effect and shows the same code, save on a device that many use,
// where it is told once: the next person can go back too, and then it is empty.
// CPR-like numbers are masked before anything is stored. Errors: CodeLinkNotOpen,
// CodeNothingSaid, CodeInvalid with fields.
func (s *Service) Contribute(ctx context.Context, token, submission string, d Said) (receipt string, err error) {
	if receipt, err = s.receiptOf(submission); err != nil {
		return "", err
	}
	var told bool
	var came *Link // through which it was stored now
	err = s.Store.Update(ctx, anonymous("contribute"), func(tx Tx) error {
		_, err := tx.ContributionByReceipt(hashReceipt(receipt))
		told, came = true, nil
		if err == nil { // sent before; nothing is written, so nothing is logged
			link, err := tx.LinkByToken(token)
			told = err != nil || !link.Shared
			return nil
		}
		if registry.CodeOf(err) != registry.CodeNotFound {
			return err
		}
		c, link, err := openLink(tx, token)
		if err != nil {
			return err
		}
		if link.Single() {
			if err := useSlip(tx, token); err != nil {
				return err
			}
		}
		if err := s.take(tx, c, link, receipt, ByForm, d); err != nil {
			return err
		}
		if c.Kind != SelfAssessment { // of which nothing is told by unit
			came = &link
		}
		return tx.AuditUnnamed("contribute", "consultation "+c.Slug)
	})
	if err == nil && came != nil {
		s.came(ctx, *came)
	}
	if err != nil || !told {
		return "", err
	}
	return receipt, nil
}

// take stores what was said, as one contribution.
func (s *Service) take(tx Tx, c Consultation, link Link, receipt string, way Way, d Said) error {
	if err := tx.HoldConsultation(c.ID); err != nil {
		return err
	}
	contribution := Contribution{ID: registry.NewRandomID[registry.ContributionID](), Consultation: c.ID,
		Audience: link.Audience, District: link.District, Receipt: hashReceipt(receipt), Sender: Sender{d.Group, way}, State: Received, Day: tx.Today()}
	content, err := contentOf(tx, c, contribution, d)
	if err != nil {
		return err
	}
	return tx.InsertContribution(contribution, content)
}

// receiptOf is the receipt code of a submission; CodeInvalid.
func (s *Service) receiptOf(submission string) (string, error) {
	if len(submission) < 32 || len(submission) > 64 {
		var c registry.Checks
		c.Fail("submission", registry.CodeRequired)
		return "", c.Err()
	}
	return s.receipt(submission), nil
}

// receipt is 80 bits as four groups of four: "k7mq-2x9d-...".
func (s *Service) receipt(submission string) string {
	mac := hmac.New(sha256.New, s.Secret)
	mac.Write([]byte("receipt " + submission))
	code := readable.EncodeToString(mac.Sum(nil)[:10])
	return code[:4] + "-" + code[4:8] + "-" + code[8:12] + "-" + code[12:]
}

// hashReceipt is what is stored of a code, however it was typed.
func hashReceipt(code string) string {
	code = strings.ToLower(code)
	code = strings.Map(func(r rune) rune {
		switch r {
		case '-', ' ':
			return -1
		case 'o': // no code has these letters: they are digits, misread
			return '0'
		case 'i', 'l':
			return '1'
		}
		return r
	}, code)
	return registry.Digest([]byte("receipt " + code))
}

// contentOf makes inputs and choices of what was said; empty fields say nothing
// and are left out.
func contentOf(r Reader, c Consultation, from Contribution, d Said) (Content, error) {
	var k registry.Checks
	var inputs []Input
	d.Group.check(&k)
	put := c.PutTo(from.Audience)
	choices := choicesOf(&k, put, d.Chosen)
	add := func(field, text string, i Input) {
		k.Text(field, text, registry.LimitReason, false)
		i.ID, i.Consultation, i.Contribution = registry.NewRandomID[registry.InputID](), c.ID, from.ID
		i.Audience, i.Day, i.Edit, i.Screening = from.Audience, from.Day, 1, Unscreened
		i.Text, i.Masked = MaskCPR(strings.TrimSpace(text))
		if i.Text != "" || i.Stance != NoStance || i.Minutes != NoMinutes {
			inputs = append(inputs, i)
		}
	}
	asked := map[string]bool{}
	for _, q := range put {
		if asked[q.ID] = q.Kind == FreeText; asked[q.ID] {
			add("answers."+q.ID, d.Answers[q.ID], Input{Kind: AnswerInput, Question: q.ID, Minutes: NoMinutes})
		}
	}
	for id := range d.Answers {
		if !asked[id] {
			k.Fail("answers."+id, registry.CodeNotFound)
		}
	}
	numbers := make([]registry.Number, len(d.Views))
	for n, v := range d.Views {
		numbers[n] = v.Rule
	}
	rules, err := r.RulesByID(c.viewsOn())
	if err != nil {
		return Content{}, err
	}
	for n, v := range d.Views {
		at := "views[" + itoa(n) + "]"
		i := slices.IndexFunc(rules, func(x registry.Rule) bool { return x.Number == v.Rule })
		if i < 0 || slices.Contains(numbers[:n], v.Rule) {
			k.Fail(at+".rule", registry.CodeNotFound)
			continue
		}
		if v.Stance != NoStance && !slices.Contains(Stances, v.Stance) {
			k.Fail(at+".stance", registry.CodeChoiceInvalid, "value", string(v.Stance), "choices", "keep, simplify, repeal")
		}
		if v.Minutes != NoMinutes && (v.Minutes < 0 || v.Minutes > 10_000) {
			k.Fail(at+".minutes", registry.CodeRangeInvalid, "value", itoa(v.Minutes), "from", "0", "to", "10000")
		}
		add(at+".why", v.Why, Input{Kind: ViewInput, Rule: rules[i].ID, Stance: v.Stance, Minutes: v.Minutes})
	}
	for n, text := range d.Suggestions {
		if n >= 20 {
			k.Fail("suggestions", registry.CodeRangeInvalid, "value", itoa(len(d.Suggestions)), "from", "0", "to", "20")
			break
		}
		add("suggestions["+itoa(n)+"]", text, Input{Kind: SuggestionInput, Theme: c.themeOf(&k, d, n), Minutes: NoMinutes})
	}
	if d.MissingRule != "" && !c.AsksMissing {
		k.Fail("missing_rule", registry.CodeNotFound)
	}
	add("missing_rule", d.MissingRule, Input{Kind: MissingRule, Minutes: NoMinutes})
	if err := k.Err(); err != nil {
		return Content{}, err
	}
	if len(inputs) == 0 && len(choices) == 0 {
		return Content{}, refuse(registry.CodeNothingSaid)
	}
	return Content{inputs, choices}, nil
}

// Receipt is what somebody reads with their code.
type Receipt struct {
	Consultation Consultation
	Contribution Contribution
	Inputs       []Answered
	Chosen       []Chosen                 // in the order of the questions
	Open         bool                     // it can still be changed or withdrawn; else the tie can be cut
	Rules        []registry.RegisterEntry // on which views are asked, while it can be changed
	On           registry.Day             // the day of which it tells
	Excluded     *Exclusion               // nil: it is counted
	Became       []RuleSaidDone           // of the rules that inputs are about and answers name, by number; without what others said
}

// Receipt reads a contribution by its code; CodeReceiptUnknown.
func (s *Service) Receipt(ctx context.Context, code string) (Receipt, error) {
	var out Receipt
	err := s.Store.View(ctx, func(r Reader) error {
		var err error
		if out.Contribution, out.Consultation, err = byReceipt(r, code); err != nil {
			return err
		}
		if id := out.Contribution.Exclusion; id != "" {
			e, err := r.ExclusionByID(id)
			if err != nil {
				return err
			}
			out.Excluded = &e
		}
		out.On = r.Today()
		out.Open = out.Consultation.OpenOn(out.On) && out.Contribution.State == Received
		inputs, err := r.Inputs(InputFilter{Contribution: out.Contribution.ID})
		if err != nil {
			return err
		}
		senders, err := r.Senders([]registry.ContributionID{out.Contribution.ID})
		if err != nil {
			return err
		}
		out.Contribution.Sender = senders[out.Contribution.ID]
		chosen, err := r.Chosen(out.Contribution.ID)
		if err != nil {
			return err
		}
		out.Chosen = out.Consultation.inOrder(chosen)
		all, err := answered(r, inputs)
		if out.Inputs = nest(all); err == nil && out.Open {
			out.Rules, err = entries(r, out.Consultation.viewsOn())
		}
		if err == nil {
			out.Became, err = became(r, out.Consultation, all)
		}
		return err
	})
	return out, err
}

func byReceipt(r Reader, code string) (Contribution, Consultation, error) {
	x, err := r.ContributionByReceipt(hashReceipt(code))
	if registry.CodeOf(err) == registry.CodeNotFound {
		return x, Consultation{}, refuse(registry.CodeReceiptUnknown)
	}
	if err != nil {
		return x, Consultation{}, err
	}
	c, err := r.ConsultationByID(x.Consultation)
	return x, c, err
}

// ChangeContribution replaces what was sent, until closing; CodeClosedToChange.
func (s *Service) ChangeContribution(ctx context.Context, code string, d Said) error {
	return s.withReceipt(ctx, code, "change-contribution", func(tx Tx, c Consultation, x Contribution) error {
		if !c.OpenOn(tx.Today()) || x.State != Received {
			return refuse(registry.CodeClosedToChange)
		}
		content, err := contentOf(tx, c, x, d)
		if err != nil {
			return err
		}
		senders, err := tx.Senders([]registry.ContributionID{x.ID})
		if err != nil {
			return err
		}
		x.Sender = Sender{d.Group, senders[x.ID].Way}
		if err := tx.SetSender(x); err != nil {
			return err
		}
		return tx.ReplaceContent(x, content)
	})
}

// WithdrawContribution takes everything back, until closing; CodeClosedToChange.
// What was taken back already stays so.
func (s *Service) WithdrawContribution(ctx context.Context, code string) error {
	return s.withReceipt(ctx, code, "withdraw-contribution", func(tx Tx, c Consultation, x Contribution) error {
		if x.State == Retired {
			return errDone
		}
		if !c.OpenOn(tx.Today()) || x.State != Received {
			return refuse(registry.CodeClosedToChange)
		}
		x.State = Retired
		if err := tx.SetSender(x); err != nil {
			return err
		}
		if err := tx.ReplaceContent(x, Content{}); err != nil {
			return err
		}
		return tx.UpdateContribution(x)
	})
}

// CutTie takes the texts off pages, search and exports after closing; what was
// chosen goes on being counted. CodeStillOpen. A tie that was cut stays so.
func (s *Service) CutTie(ctx context.Context, code string) error {
	return s.withReceipt(ctx, code, "cut-tie", func(tx Tx, c Consultation, x Contribution) error {
		if x.State == Cut {
			return errDone
		}
		if c.OpenOn(tx.Today()) {
			return refuse(registry.CodeStillOpen)
		}
		if x.State != Received {
			return refuse(registry.CodeClosedToChange)
		}
		x.State = Cut
		if err := tx.Erase(x.ID); err != nil {
			return err
		}
		return tx.UpdateContribution(x)
	})
}

// errDone ends an act that was done before: nothing is written, and so nothing
// logged. Requests without a name have no key under which to remember them.
var errDone = errors.New("done before")

func (s *Service) withReceipt(ctx context.Context, code, operation string, f func(Tx, Consultation, Contribution) error) error {
	err := s.Store.Update(ctx, anonymous(operation), func(tx Tx) error {
		x, c, err := byReceipt(tx, code)
		if err != nil {
			return err
		}
		// Nothing is changed after somebody has seen it closed.
		if err := tx.HoldConsultation(c.ID); err != nil {
			return err
		}
		if err := f(tx, c, x); err != nil {
			return err
		}
		return tx.AuditUnnamed(operation, "consultation "+c.Slug)
	})
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}
