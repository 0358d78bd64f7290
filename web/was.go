package web

type wasPage struct{ Page }

// was is the accessibility statement, at the address where Danish public sites
// keep theirs.
func (v *visit) was() (answer, error) {
	return answer{template: "was", data: wasPage{v.shell(v.lang.Text("web.was.title", nil))}}, nil
}
