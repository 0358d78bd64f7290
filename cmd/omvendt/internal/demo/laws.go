package demo

import "github.com/omvendt/omvendt/registry"

// laws are the names of those that the rules rest on. The numbers are those of the rules.
var laws = []registry.LawEntry{
	named("Lov om dag-, fritids- og klubtilbud m.v. til børn og unge", "Dagtilbudsloven", "DTL", "https://www.retsinformation.dk/eli/lta/2024/988"),
	named("Barnets lov", "", "", "https://www.retsinformation.dk/eli/lta/2023/721"),
	named("Lov om retssikkerhed og administration på det sociale område", "Retssikkerhedsloven", "RSL", "https://www.retsinformation.dk/eli/lta/2022/265"),
	named("Lov om arbejdsmiljø", "Arbejdsmiljøloven", "AML", "https://www.retsinformation.dk/eli/lta/2021/2062"),
	named("Lov om indhentelse af børneattest", "Børneattestloven", "", "https://www.retsinformation.dk/eli/lta/2014/362"),
	named("Databeskyttelsesforordningen", "", "GDPR", "http://data.europa.eu/eli/reg/2016/679"),
	named("Forordning om fødevarehygiejne", "Hygiejneforordningen", "", "http://data.europa.eu/eli/reg/2004/852"),
}

func named(name, short, abbreviation, eli string) registry.LawEntry {
	return registry.LawEntry{Name: name, Short: short, Abbreviation: abbreviation, Numbers: []registry.LawNumber{{ELI: eli}}}
}

// nameLaws says what the laws are called.
func (s *stage) nameLaws() {
	s.do("naming the laws", func() error {
		for _, l := range laws {
			if _, err := s.register.AddLaw(s.ctx, actBy(coordinator, "create-law"), l); err != nil {
				return err
			}
		}
		return nil
	})
}
