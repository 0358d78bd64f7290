package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// TypeIn takes in what somebody wrote on paper or said on the telephone, for the
// audience of an open link, and returns its receipt code as Contribute does. The log
// names who typed an answer in, and not which. Errors: CodeNotFound, CodeLinkNotOpen,
// CodeNothingSaid, CodeInvalid with fields.
func (s *Service) TypeIn(ctx context.Context, act registry.Act, slug string, link registry.LinkID, submission string, way Way, d Said) (receipt string, err error) {
	var checks registry.Checks
	if !slices.Contains(Ways, way) {
		checks.Fail("way", registry.CodeChoiceInvalid, "value", string(way), "choices", "paper, telephone")
	}
	if err := checks.Err(); err != nil {
		return "", err
	}
	if receipt, err = s.receiptOf(submission); err != nil {
		return "", err
	}
	var came *Link // through which it was stored now
	err = s.Store.Update(ctx, act, func(tx Tx) error {
		came = nil
		c, err := tx.ConsultationBySlug(slug)
		if err != nil {
			return err
		}
		if _, err := tx.ContributionByReceipt(hashReceipt(receipt)); registry.CodeOf(err) != registry.CodeNotFound {
			return err // nil: typed in before
		}
		links, err := tx.Links(c.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(links, func(l Link) bool { return l.ID == link })
		if at < 0 {
			return refuse(registry.CodeNotFound)
		}
		if links[at].Revoked || links[at].Single() || !c.OpenOn(tx.Today()) {
			return refuse(registry.CodeLinkNotOpen)
		}
		if err := s.take(tx, c, links[at], receipt, way, d); err != nil {
			return err
		}
		if c.Kind != SelfAssessment {
			came = &links[at]
		}
		return audit(tx, "consultation "+c.Slug, nil, map[string]Way{"way": way})
	})
	if err == nil && came != nil {
		s.came(ctx, *came)
	}
	if err != nil {
		return "", err
	}
	return receipt, nil
}
