package openapi

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
	"github.com/omvendt/omvendt/workflow"
)

// keptAccount is an account of all areas that is kept, of the half year before the tests.
func (s *sendings) keptAccount() string {
	s.t.Helper()
	of := workflow.AccountOf{Span: workflow.AccountStatus, From: registry.MustDay("2026-07-01"), Until: registry.MustDay("2027-01-01")}
	err := s.api.Workflow.Store.Update(s.t.Context(), registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "keep-account"}, func(tx workflow.Tx) error {
		if _, err := tx.KeepAccount(workflow.Account{AccountOf: of, On: of.Until - 1, Made: of.Until}); err != nil {
			return err
		}
		return tx.Audit(registry.AuditEvent{Object: "account"})
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return "/v1/period-accounts/" + of.Name()
}

// A kept account comes to a committee as an item to be taken note of, with its short
// words as summary; what is recorded when the meeting is closed is that it was noted.
func TestAccountOnAnAgenda(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s, h := &sendings{server: alone}, inHall(alone)
		here := s.keptAccount()
		meeting := h.meet(h.committee, "2027-01-10")
		put := func(at, meeting string) response {
			return s.send("POST", at+"/items", object{"meeting": strings.TrimPrefix(meeting, "/v1/meetings/"), "papers_late": "Det haster."}, s.admin())
		}
		put("/v1/period-accounts/2027-06-30", meeting).refused(409, "account_not_kept")
		put("/v1/period-accounts/2019-06-30", meeting).refused(404, "not_found")
		s.send("POST", here+"/items", object{"meeting": strings.TrimPrefix(meeting, "/v1/meetings/")}, s.as("owner")).refused(403, "forbidden")
		item := put(here, meeting).want(201)
		at := "/v1/items/" + item.text("id")
		if item.text("account", "period") != "2026-12-31" || item.at("noted") != nil || item.text("summary") == "" || !strings.Contains(item.text("recommendation", 0), "efterretning") {
			t.Errorf("the item is %s", item.raw)
		}
		kept := s.get(here).want(200)
		record := sha256.Sum256([]byte(kept.text("record")))
		digest := hex.EncodeToString(record[:])
		if digest != kept.text("digest") || digest != item.text("account", "digest") || !strings.Contains(kept.text("record"), `"until":"2027-01-01"`) {
			t.Errorf("the digest of %q is %s, not %s or %s", kept.text("record"), digest, kept.text("digest"), item.text("account", "digest"))
		}
		put(here, meeting).refused(409, "case_taken_up")
		put(here, h.meet(h.council, "2027-02-10")).want(201)
		edited := s.put("PUT", at, at, object{"title": "Regnskabet", "papers_late": "Det haster."}).want(200)
		if edited.text("account", "period") != "2026-12-31" {
			t.Errorf("once edited it is %s", edited.raw)
		}
		h.end(meeting)
		if got := s.get(at).want(200); got.at("noted") != true || got.text("account", "digest") != digest {
			t.Errorf("once closed it is %s", got.raw)
		}
		if _, err := s.api.Proofs.Publish(t.Context()); err != nil {
			t.Fatal(err)
		}
		v, err := translog.Verify(s.get(at+"/proof.json").want(200).raw, nil, "", s.api.Proofs.Maker)
		if err != nil || len(v.Decisions) != 1 || v.Decisions[0].Account == nil {
			t.Fatalf("the proof of it: %v, %+v", err, v.Decisions)
		}
		if got := *v.Decisions[0].Account; got.Digest != digest || got.Span != "status" || got.From.String() != "2026-07-01" || got.Until.String() != "2027-01-01" {
			t.Errorf("the log has %+v", got)
		}
	})
}
