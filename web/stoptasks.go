package web

import (
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// stopTaskAddresses and stopTaskPlaces are where a demand still stands after it stopped:
// the work list, what is known of one rule and day, and one place.
var (
	stopTaskAddresses = map[string]address{
		"work_stop_tasks":      {texts.Danish: "/arbejde/skal-fjernes", texts.English: "/en/desk/to-remove"},
		"work_stop_tasks_csv":  {texts.Danish: "/arbejde/skal-fjernes.csv", texts.English: "/en/desk/to-remove.csv"},
		"work_stop_tasks_xlsx": {texts.Danish: "/arbejde/skal-fjernes.xlsx", texts.English: "/en/desk/to-remove.xlsx"},
		"work_stop_search":     {texts.Danish: "/arbejde/skal-fjernes/{number}/{day}", texts.English: "/en/desk/to-remove/{number}/{day}"},
		"work_stop_task":       {texts.Danish: "/arbejde/skal-fjernes/sted/{task}", texts.English: "/en/desk/to-remove/place/{task}"},
	}
	stopTaskPlaces = map[string]place{
		"work_stop_tasks":      {permission: "catalogue", show: (*visit).stopTasks},
		"work_stop_tasks_csv":  {permission: "catalogue", show: (*visit).stopTasksCSV, file: true},
		"work_stop_tasks_xlsx": {permission: "catalogue", show: (*visit).stopTasksXLSX, file: true},
		"work_stop_search": {permission: "catalogue", show: (*visit).stopSearch, forms: map[string]form{
			"":     {operation: "create-stop-task", send: (*visit).addStopTask},
			"none": {operation: "edit-stop-search", send: (*visit).sayNone}}},
		"work_stop_task": {permission: "catalogue", show: (*visit).stopTask, forms: map[string]form{
			"":       {operation: "edit-stop-task", send: (*visit).editStopTask},
			"done":   {operation: "move-stop-task", send: (*visit).stopTaskDone},
			"absent": {operation: "move-stop-task", send: (*visit).stopTaskAbsent},
			"again":  {operation: "move-stop-task", send: (*visit).stopTaskAgain}}},
	}
)

const stopTasksShown = 50

type stopTasksPage struct {
	Page
	Form   Form
	Posts  []Option
	Files  []Crumb
	Unsaid []UnsaidLine
	More   bool // further rules of which nobody has said anything
	Tasks  []StopTaskLine
	Next   string
	Start  string
	All    string // address with what is done, or without
	Open   bool
}

// UnsaidLine is a rule and a day of which nobody has said where the demand stands.
type UnsaidLine struct {
	TurnLine
	Day string
	At  string
}

// StopTaskLine is a place where a demand stands.
type StopTaskLine struct {
	Place, Kind, Post, Due string
	State, Word            string
	Code                   workflow.StopState
	Overdue                bool
	Rule                   string // number and title
	Address, Search        string
}

func (p Page) stopTaskLine(v workflow.StopView) StopTaskLine {
	l := StopTaskLine{Place: v.Place, Kind: capital(p.Lang.Name("stop_kind", string(v.Kind))), Post: v.Post, Due: p.Day(v.Deadline), Word: v.Word, Code: v.State, Overdue: v.OverdueOn(v.Today),
		Rule: v.Number.String() + " " + v.Title, Address: p.To("work_stop_task", string(v.ID))}
	l.State = p.T("stoptask.state."+string(v.State), "day", p.Day(v.Moved))
	if v.Whole {
		l.Search = p.To("work_stop_search", v.Number.String(), v.Day.String())
	}
	return l
}

// stopTaskFilter is what the work list is narrowed to.
func (v *visit) stopTaskFilter() (workflow.StopFilter, string, error) {
	f := workflow.StopFilter{Open: v.typed("all") == "", Post: registry.PostID(v.typed("post"))}
	posts, err := v.Register.Posts(v.r.Context())
	n := slices.IndexFunc(posts, func(a registry.Answerer) bool { return a.Post.ID == f.Post })
	if n < 0 {
		f.Post = ""
		return f, "", err
	}
	return f, posts[n].Post.Name, err
}

// stopTasks are what is to be taken away: first the rules of which nobody has said
// where the demand stands, and then the places by deadline.
func (v *visit) stopTasks() (answer, error) {
	f := v.form("", "stoptask.")
	filter, post, err := v.stopTaskFilter()
	if err != nil {
		return answer{}, err
	}
	f.preset("post", string(filter.Post))
	p := stopTasksPage{Page: v.shell(v.text("stoptask.title")), Form: f, Open: filter.Open}
	query := with(with(url.Values{}, "post", string(filter.Post)), "all", v.typed("all"))
	p.Files = p.files("work_stop_tasks", query)
	if p.All = withQuery(p.To("work_stop_tasks"), with(url.Values{}, "post", string(filter.Post)).Encode()); p.Open {
		p.All = withQuery(p.To("work_stop_tasks"), with(with(url.Values{}, "post", string(filter.Post)), "all", "yes").Encode())
	}
	if day, id, found := strings.Cut(v.typed("after"), "_"); found {
		if on, err := registry.ParseDay(day); err == nil {
			filter.After, p.Start = workflow.StopPlace{Deadline: on, ID: registry.StopTaskID(id)}, withQuery(p.To("work_stop_tasks"), query.Encode())
		}
	}
	if p.Posts, err = v.postOptions(p.T("stoptask.all_posts")); err != nil {
		return answer{}, err
	}
	unsaid, err := v.Workflow.StopsUnsaid(v.r.Context(), v.act, post, stopTasksShown)
	if err != nil {
		return answer{}, err
	}
	p.More = unsaid.More
	for _, t := range unsaid.Turns {
		p.Unsaid = append(p.Unsaid, UnsaidLine{p.turnLine(t), p.Day(t.Day), p.To("work_stop_search", t.Number.String(), t.Day.String())})
	}
	filter.Limit = stopTasksShown + 1
	all, err := v.Workflow.StopTasks(v.r.Context(), v.act, filter)
	if len(all) > stopTasksShown {
		all = all[:stopTasksShown]
		last := all[len(all)-1]
		p.Next = withQuery(p.To("work_stop_tasks"), with(query, "after", last.Deadline.String()+"_"+string(last.ID)).Encode())
	}
	for _, t := range all {
		p.Tasks = append(p.Tasks, p.stopTaskLine(t))
	}
	return answer{template: "stop-tasks", data: p}, err
}

func (v *visit) postOptions(none string) ([]Option, error) {
	options := []Option{{Text: none}}
	posts, err := v.Register.Posts(v.r.Context())
	for _, a := range posts {
		options = append(options, Option{Value: string(a.Post.ID), Text: a.Post.Name})
	}
	return options, err
}

func (v *visit) stopTasksCSV() (answer, error)  { return v.stopTasksFile(sheet.CSV) }
func (v *visit) stopTasksXLSX() (answer, error) { return v.stopTasksFile(sheet.XLSX) }

// stopTasksFile is all that the work list shows a part of, by its filter and within reach.
func (v *visit) stopTasksFile(format sheet.Format) (answer, error) {
	filter, _, err := v.stopTaskFilter()
	if err != nil {
		return answer{}, err
	}
	all, err := v.Workflow.StopTasks(v.r.Context(), v.act, filter)
	write := func(w io.Writer) error {
		return sheet.Write(w, format, sheet.StopTaskTable(v.lang), func(add func([]string) error) error {
			for _, t := range all {
				if err := add(sheet.StopTaskRow(v.lang, stopTaskRow(t))); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return answer{file: &file{format: format, name: v.lang.Text("sheet.file.stop_tasks", nil), write: write}}, err
}

func stopTaskRow(t workflow.StopView) sheet.StopTask {
	return sheet.StopTask{Deadline: t.Deadline.String(), State: string(t.State), Kind: string(t.Kind), Place: t.Place, Post: t.Post,
		Number: t.Number.String(), Title: t.Title, Owner: t.Owner, Day: t.Day.String(), Moved: t.Moved.String(), Word: t.Word}
}

type stopSearchPage struct {
	Page
	Complaints []Complaint
	Line       TurnLine
	Day        string
	Groups     []StopTaskGroup
	Unsaid     string // the kinds of which nobody has said anything
	Form       Form
	Kinds      []Option
	Posts      []Option
	None       Form
	Absent     []Option // kinds of which there may be none
	Known      []StopKnown
	Public     string
}

// StopTaskGroup is the places of one kind.
type StopTaskGroup struct {
	Kind, Figures string
	None          bool
	Lines         []StopTaskLine
}

// StopKnown is a place that can be taken over into the form.
type StopKnown struct{ Kind, Place, Address string }

func (v *visit) stopSearch() (answer, error) {
	f := v.form("", "stoptask.")
	for _, field := range []string{"kind", "place", "post"} { // of a place that was chosen
		if typed := shown(v.typed(field)); typed != "" {
			f.preset(field, typed)
		}
	}
	return v.stopSearchForms(f, v.form("none", "stoptask."))
}

func (v *visit) saidStop(c *registry.Checks) workflow.StopEntry {
	return workflow.StopEntry{Kind: workflow.StopKind(v.said("kind")), Place: v.said("place"), Post: registry.PostID(v.said("post")), Deadline: v.saidDay(c, "deadline")}
}

func (v *visit) addStopTask() (answer, error) {
	f := v.form("", "stoptask.")
	number, day, err := v.guidedBy()
	if err != nil {
		return answer{}, err
	}
	var c registry.Checks
	e := v.saidStop(&c)
	if err = c.Err(); err == nil {
		_, err = v.Workflow.AddStopTask(v.r.Context(), v.act, number, day, e)
	}
	if f.refused(v, err) {
		return v.stopSearchForms(f, v.form("none", "stoptask."))
	}
	return v.done("saved", "work_stop_search", number.String(), day.String()), err
}

func (v *visit) sayNone() (answer, error) {
	f := v.form("none", "stoptask.")
	number, day, err := v.guidedBy()
	if err != nil {
		return answer{}, err
	}
	var none []workflow.StopKind
	for _, k := range v.sent["none"] {
		none = append(none, workflow.StopKind(k))
	}
	_, err = v.Workflow.EditStopSearch(v.r.Context(), v.act, number, day, v.saidEdit(), none)
	if f.refused(v, err) {
		return v.stopSearchForms(v.form("", "stoptask."), f)
	}
	return v.done("saved", "work_stop_search", number.String(), day.String()), err
}

func (v *visit) stopSearchForms(f, none Form) (answer, error) {
	number, day, err := v.guidedBy()
	if err != nil {
		return answer{}, err
	}
	s, err := v.Workflow.StopSheet(v.r.Context(), v.act, number, day)
	if err != nil {
		return answer{}, err
	}
	p := stopSearchPage{Page: v.headed("stoptask.of", number.String()+" "+s.Turn.Entry.Text.Title), Public: path("rule", v.lang, number.String())}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("stoptask.title"), p.To("work_stop_tasks")})
	p.Line, p.Day = p.turnLine(s.Turn), p.Page.Day(day)
	f.preset("deadline", s.Deadline.String())
	var chosen []string
	for _, k := range s.Search.None {
		chosen = append(chosen, string(k))
	}
	none.preset("none", chosen...)
	none.stands(strconv.Itoa(s.Search.Edit), Phrase{}, nil)
	p.Form, p.None, p.Complaints, p.Wrong = f, none, append(f.Complaints, none.Complaints...), f.Failed() || none.Failed()
	p.Kinds = []Option{{Text: p.T("stoptask.choose_kind")}}
	if p.Posts, err = v.postOptions(p.T("hassle.choose_post")); err != nil {
		return answer{}, err
	}
	p.stopGroups(s)
	p.stopKnown(s)
	return answer{status: max(f.Status, none.Status), template: "stop-search", data: p}, nil
}

// stopGroups shows the places by kind, and asks about the kinds that have none.
func (p *stopSearchPage) stopGroups(s workflow.StopSheet) {
	figures := map[workflow.StopKind]workflow.StopFigures{}
	var tasks []workflow.StopTask
	for _, t := range s.Tasks {
		tasks = append(tasks, t.StopTask)
	}
	for _, x := range workflow.Figures(tasks) {
		figures[x.Kind] = x
	}
	for _, k := range workflow.StopKinds {
		name := p.Lang.Name("stop_kind", string(k))
		p.Kinds = append(p.Kinds, Option{Value: string(k), Text: capital(name)})
		g := StopTaskGroup{Kind: capital(p.Lang.Name("stop_kinds", string(k))), None: slices.Contains(s.Search.None, k)}
		for _, t := range s.Tasks {
			if t.Kind == k {
				g.Lines = append(g.Lines, p.stopTaskLine(t))
			}
		}
		if x, some := figures[k]; some {
			g.Figures = p.stopFigures(x)
		}
		// A tick stays where it was set, also when somebody named a place meanwhile.
		if ticked := p.None.Has("none", string(k)); ticked || len(g.Lines) == 0 && (k != workflow.StopOther || g.None) {
			p.Absent = append(p.Absent, Option{Value: string(k), Text: g.Kind, Chosen: ticked})
		}
		if len(g.Lines) > 0 || g.None {
			p.Groups = append(p.Groups, g)
		}
	}
	var unsaid []string
	for _, k := range s.Unsaid() {
		unsaid = append(unsaid, p.Lang.Name("stop_kinds", string(k)))
	}
	if len(unsaid) > 0 {
		p.Unsaid = p.T("stoptask.unsaid", "kinds", strings.Join(unsaid, ", "))
	}
}

// stopKnown offers places to take over: those of a day of the rule that moved, and
// those that other rules' tasks name.
func (p *stopSearchPage) stopKnown(s workflow.StopSheet) {
	here := p.To("work_stop_search", s.Turn.Number.String(), s.Turn.Day.String())
	offer := func(kind workflow.StopKind, place string, post registry.PostID) {
		if slices.ContainsFunc(s.Tasks, func(t workflow.StopView) bool { return t.Kind == kind && t.Place == place }) {
			return
		}
		q := with(with(with(url.Values{}, "kind", string(kind)), "place", place), "post", string(post))
		p.Known = append(p.Known, StopKnown{capital(p.Lang.Name("stop_kind", string(kind))), place, withQuery(here, q.Encode()) + "#new"})
	}
	for _, t := range s.Earlier {
		offer(t.Kind, t.Place, t.StopEntry.Post)
	}
	for _, k := range s.Known {
		offer(k.Kind, k.Place, k.Post)
	}
}

// stopFigures says in how many places of a kind a demand is taken away.
func (p Page) stopFigures(f workflow.StopFigures) string {
	return p.Count("stoptask.figures."+string(f.Kind), f.Places, "removed", p.Number(f.Removed))
}

type stopTaskPage struct {
	Page
	Complaints          []Complaint
	Task                StopTaskLine
	Form                Form
	Kinds, Posts        []Option
	Done, Absent, Again Form
	MayEdit             bool
	MayMove, MayReopen  bool
}

// stopTaskForms are the forms of the page of one place.
type stopTaskForms struct{ edit, done, absent, again Form }

func (v *visit) stopTaskFormsOf() stopTaskForms {
	return stopTaskForms{v.form("", "stoptask."), v.form("done", "stoptask."), v.form("absent", "stoptask."), v.form("again", "stoptask.")}
}

func (v *visit) stopTask() (answer, error) { return v.stopTaskPage(v.stopTaskFormsOf()) }

func (v *visit) editStopTask() (answer, error) {
	fs := v.stopTaskFormsOf()
	var c registry.Checks
	e := v.saidStop(&c)
	err := c.Err()
	if err == nil {
		_, err = v.Workflow.EditStopTask(v.r.Context(), v.act, registry.StopTaskID(v.name), v.saidEdit(), e)
	}
	if fs.edit.refused(v, err) {
		return v.stopTaskPage(fs)
	}
	return v.done("saved", "work_stop_task", v.name), err
}

func (v *visit) stopTaskDone() (answer, error) {
	fs := v.stopTaskFormsOf()
	return v.moveStopTask(&fs, &fs.done, workflow.StopDone)
}

func (v *visit) stopTaskAbsent() (answer, error) {
	fs := v.stopTaskFormsOf()
	return v.moveStopTask(&fs, &fs.absent, workflow.StopAbsent)
}

func (v *visit) stopTaskAgain() (answer, error) {
	fs := v.stopTaskFormsOf()
	return v.moveStopTask(&fs, &fs.again, workflow.StopOpen)
}

func (v *visit) moveStopTask(fs *stopTaskForms, f *Form, to workflow.StopState) (answer, error) {
	_, err := v.Workflow.MoveStopTask(v.r.Context(), v.act, registry.StopTaskID(v.name), v.saidEdit(), to, v.said("word"))
	if f.refused(v, err) {
		return v.stopTaskPage(*fs)
	}
	return v.done("saved", "work_stop_task", v.name), err
}

func (v *visit) stopTaskPage(fs stopTaskForms) (answer, error) {
	t, err := v.Workflow.StopTask(v.r.Context(), v.act, registry.StopTaskID(v.name))
	if err != nil {
		return answer{}, err
	}
	edit := strconv.Itoa(t.Edit)
	fs.edit.stands(edit, Phrase{}, typedFields("place", t.Place, "deadline", t.Deadline.String()))
	fs.edit.preset("kind", string(t.Kind))
	fs.edit.preset("post", string(t.StopEntry.Post))
	p := stopTaskPage{Page: v.headed("stoptask.one", t.Place), MayEdit: t.Whole}
	p.Task = p.stopTaskLine(t)
	p.Crumbs = append(p.Crumbs, Crumb{p.T("stoptask.title"), p.To("work_stop_tasks")})
	status := fs.edit.Status
	p.Complaints = fs.edit.Complaints
	for _, f := range []*Form{&fs.done, &fs.absent, &fs.again} {
		f.stands(edit, Phrase{}, nil)
		p.Complaints, status = append(p.Complaints, f.Complaints...), max(status, f.Status)
	}
	p.Wrong = status != 0
	p.Form, p.Done, p.Absent, p.Again = fs.edit, fs.done, fs.absent, fs.again
	// A form that was refused stays, though somebody else was first.
	p.MayMove = t.State == workflow.StopOpen || fs.done.Failed() || fs.absent.Failed()
	p.MayReopen = t.State != workflow.StopOpen || fs.again.Failed()
	for _, k := range workflow.StopKinds {
		p.Kinds = append(p.Kinds, Option{Value: string(k), Text: capital(p.Lang.Name("stop_kind", string(k)))})
	}
	p.Posts, err = v.postOptions(p.T("hassle.choose_post"))
	return answer{status: status, template: "stop-task", data: p}, err
}

// deskStopTasks tells of demands that should have been taken away, and of rules of
// which nobody has said where they stand.
func (v *visit) deskStopTasks(p Page) ([]DeskPart, error) {
	act := v.act
	act.Reach, _ = v.reach("catalogue")
	w, err := v.Workflow.StopWork(v.r.Context(), act)
	var parts []DeskPart
	if w.Overdue > 0 {
		parts = append(parts, DeskPart{Head: p.T("stoptask.overdue_head"), Note: p.upTo("desk.stops_overdue", w.Overdue, registry.CountLimit), Address: p.To("work_stop_tasks") + "#places"})
	} else if w.Open > 0 {
		parts = append(parts, DeskPart{Head: p.T("stoptask.title"), Note: p.upTo("desk.stops_open", w.Open, registry.CountLimit), Address: p.To("work_stop_tasks") + "#places"})
	}
	if w.Unsaid > 0 {
		parts = append(parts, DeskPart{Head: p.T("stoptask.unsaid_head"), Note: p.upTo("desk.stops_unsaid", w.Unsaid, registry.CountLimit), Address: p.To("work_stop_tasks")})
	}
	return parts, err
}

// StopTaskLetter writes the mail to the post that takes demands away.
func StopTaskLetter(baseURL, municipality string) func(workflow.StopLetter) (subject, text string) {
	baseURL = strings.TrimRight(baseURL, "/")
	return func(l workflow.StopLetter) (subject, text string) {
		return inBoth(func(lang texts.Lang) (subject, text string) {
			p := Page{Lang: lang}
			var lines []string
			for _, t := range l.Tasks {
				lines = append(lines, p.T("stoptask.mail_line", "day", p.Day(t.Deadline), "place", t.Place, "number", t.Number.String(), "title", t.Title))
			}
			if more := l.Count - len(l.Tasks); more > 0 {
				lines = append(lines, p.Count("stoptask.mail_more", more))
			}
			args := map[string]string{"name": l.To.Name, "post": l.Post, "municipality": municipality, "tasks": strings.Join(lines, "\n"), "n": p.Number(l.Count),
				"link": baseURL + withQuery(path("work_stop_tasks", lang), url.Values{"post": {string(l.Tasks[0].StopEntry.Post)}}.Encode())}
			return lang.Text("mail.stop_tasks.subject", args), lang.Text("mail.stop_tasks.text", args)
		})
	}
}
