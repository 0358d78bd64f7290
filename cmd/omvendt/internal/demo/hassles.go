package demo

import (
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// nuisances are made up, as all of the demo: a theme, the words, the days to its
// deadline, and how far it has come.
var nuisances = []struct {
	theme, text string
	days        registry.Day
	state       workflow.HassleState
	answer      string
}{
	{"Administration", "Ferieplanen skal tastes to steder.", 60, workflow.HassleClosed, "Planen tastes nu kun i vagtsystemet, som sender den videre."},
	{"Administration", "Spørgeskemaer fra forskellige afdelinger kommer samme uge og spørger om det samme.", 130, workflow.HassleInWork, ""},
	{"It", "Nye kolleger venter op til tre uger på at få adgang.", 90, workflow.HassleInWork, ""}, // past its deadline
	{"It", "Vagtplanen kan ikke ses på telefonen.", 140, workflow.HassleDone, "Planen kan nu åbnes på telefonen med samme kode som før."},
	{"Indkøb", "Der skal hentes tre tilbud hjem på en hylde til 900 kroner.", 140, workflow.HassleOpen, ""},
	{"Teknisk service", "En pære bliver først skiftet, når der er oprettet en sag i portalen.", 120, workflow.HassleOpen, ""},
	{"Graden af centralisering", "Inventar bestilles centralt og bliver leveret til rådhuset.", 150, workflow.HassleOpen, ""},
}

// hassles are made a hundred days ago, so that one is late today and one closed. What
// it gives back has one of them done yesterday.
func (s *stage) hassles() (mend func()) {
	var done workflow.HassleCase
	var answer string
	made := s.today - 100
	s.on(made)
	themes := map[string]registry.HassleThemeID{}
	var post registry.PostID
	s.do("reading the themes", func() error {
		all, err := s.flow.HassleThemes(s.ctx)
		if err != nil {
			return err
		}
		for _, t := range all {
			themes[t.Name] = t.ID
		}
		posts, err := s.register.Posts(s.ctx)
		if len(posts) > 0 {
			post = posts[0].Post.ID
		}
		return err
	})
	for _, x := range nuisances {
		s.do("opening a hassle", func() error {
			h, err := s.flow.OpenHassle(s.ctx, actBy(coordinator, "create-hassle"), workflow.HassleEntry{Theme: themes[x.theme], Text: x.text, Post: post, Deadline: made + x.days}, nil)
			if err != nil {
				return err
			}
			move := func(m workflow.HassleMove) {
				if err == nil {
					h, err = s.flow.MoveHassle(s.ctx, actBy(coordinator, "move-hassle"), h.ID, h.Edit, m)
				}
			}
			switch x.state {
			case workflow.HassleInWork:
				move(workflow.HassleMove{State: workflow.HassleInWork})
			case workflow.HassleClosed: // by the days alone
				move(workflow.HassleMove{State: workflow.HassleDone, Answer: x.answer})
			case workflow.HassleDone:
				done, answer = h, x.answer
			}
			return err
		})
	}
	return func() {
		s.on(s.today - 1)
		s.do("mending a hassle", func() error {
			_, err := s.flow.MoveHassle(s.ctx, actBy(coordinator, "move-hassle"), done.ID, done.Edit, workflow.HassleMove{State: workflow.HassleDone, Answer: answer})
			return err
		})
	}
}
