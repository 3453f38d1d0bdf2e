package cmd

import "strings"

// The company of the demo is Ostervik Home & Garden: an online shop for furniture and garden goods with two
// warehouses and some 180 people. Its names are invented; its domain, ostervik.example, is one of those that are
// reserved for examples.

// The sites of the company, as tickets name them.
const (
	demoGoteborg = "Göteborg"
	demoLodz     = "Łódź"
	demoVenlo    = "Venlo"
	demoMalaga   = "Málaga"
	demoZurich   = "Zürich"
	demoSaoPaulo = "São Paulo"
	demoTokyo    = "東京"
)

// A demoWho is somebody who works at the company.
type demoWho struct {
	name  string
	login string // empty: it follows from the name
	dept  *demoDept
}

// A demoDept is a department: who works there, where, and who approves what they ask for.
type demoDept struct {
	key   string // as themes name it
	label string
	site  string
	head  string
	names []string // a login after a slash where it can't follow from the name
}

var demoDepts = []demoDept{
	{"board", "Management", demoGoteborg, "Astrid Nyström", []string{
		"Astrid Nyström", "Charles Adeyemi", "Nadia Benali", "Gunnar Eklund", "Lotte Jensen"}},
	{"finance", "Finance", demoZurich, "Nadia Benali", []string{
		"Urs Zimmermann", "Beatrice Keller", "Matthias Brunner", "Fatima Zahra Idrissi", "Chloé Girard", "Stefan Müller",
		"Reto Caduff", "Agnieszka Lewandowska", "Tobias Frei", "Milena Jovanović", "Hugo Laurent", "Sandra Bieri",
		"Ali Rezaei", "Jana Dvořáková"}},
	{"buying", "Purchasing", demoGoteborg, "Karin Sjöberg", []string{
		"Karin Sjöberg", "Linnea Åström", "Oskar Bergman", "Petra Hoffmann", "Mikael Forsberg", "Amina Yusuf",
		"Erik Sandberg", "Johanna Lund", "Rasmus Dahl", "Wei Zhang"}},
	{"tokyo", "Buying office Asia", demoTokyo, "Kenji Mori", []string{
		"Kenji Mori", "高橋 美咲/m.takahashi", "中村 葵/a.nakamura", "Haruto Kobayashi", "Emi Suzuki", "Ryo Fujimoto", "김민준/mj.kim"}},
	{"latam", "Sales Latin America", demoSaoPaulo, "João Figueiredo", []string{
		"João Figueiredo", "Camila Araújo", "Rafael Monteiro", "Beatriz Souza", "Thiago Nascimento", "Larissa Gonçalves",
		"Felipe Azevedo", "Marina Brandão", "André Teixeira", "Júlia Magalhães"}},
	{"care", "Customer care", demoMalaga, "N. Okafor", []string{
		"N. Okafor/n.okafor", "Carmen Ortega", "Lucía Fernández", "Javier Molina", "Pablo Núñez", "Rocío Delgado", "Elena Vidal",
		"Antonio Reyes", "Siobhán Kelly", "Giulia Ferraro", "Manon Petit", "Lars Friis", "Zeynep Kaya", "Ana Belén Prieto",
		"Marcus Reid", "Yasmin Haddou", "Olivier Dubois", "Nuria Campos"}},
	{"lodz", "Warehouse Łódź", demoLodz, "Tomasz Kowalczyk", []string{
		"Tomasz Kowalczyk", "Paweł Mazur", "Agata Krawczyk", "Łukasz Jabłoński", "Zofia Sikora", "Michał Wróbel", "Ewa Pawlak",
		"Krzysztof Duda", "Magdalena Górska", "Rafał Lis", "Oksana Shevchenko", "Andriy Kovalenko", "Beata Szymańska",
		"Jakub Zając", "Iwona Król", "Piotr Czarnecki", "Natalia Bąk", "Grzegorz Śliwa", "Monika Wilk", "Sebastian Żak"}},
	{"venlo", "Warehouse Venlo", demoVenlo, "Anneke Jansen", []string{
		"Anneke Jansen", "Sjoerd Hendriks", "Femke Smits", "Bram van Dijk", "Ruben Peeters", "Lieke Verhoeven", "Koen Willems",
		"Mehmet Aydın", "Sanne de Boer", "Thijs Maas", "Joost Kuipers", "Marloes Vermeulen", "Youssef Amrani",
		"Daan Scholten", "Ilse Claes", "Wout Jacobs", "Roos Timmermans"}},
	{"transport", "Transport", demoVenlo, "Dirk Vandenberghe", []string{
		"Dirk Vandenberghe", "Lena Wouters", "Ivo Horvat", "Gerrit Bos", "Svetlana Petrova", "Jelle Dekker", "Nina Kranjc"}},
	{"shop", "E-commerce", demoGoteborg, "Jonas Ekström", []string{
		"Jonas Ekström", "Rebecka Falk", "Simon Karlsson", "Leonor Matos", "Axel Engström", "Malin Rosén", "Dev Malhotra",
		"Hedda Vik", "Adrián Costa"}},
	{"marketing", "Marketing", demoGoteborg, "Frida Wallin", []string{
		"Frida Wallin", "Alice Norberg", "Samuel Osei", "Clara Bonnet", "Viktor Hedlund", "Ebba Lindholm", "Nils Petersson",
		"Saga Nilsson", "Ida Blom", "Tove Martinsson", "Emil Lundgren", "Greta Hallberg"}},
	{"hr", "People & Culture", demoGoteborg, "Cecilia Ahlberg", []string{
		"Cecilia Ahlberg", "Mona Strand", "Patrik Öberg", "Sara Lindahl", "Denise Cooper", "Farid Nazari", "Elin Svensson",
		"Theo Marchetti"}},
	{"audit", "Legal & Audit", demoGoteborg, "Gunnar Eklund", []string{
		"Brigitte Moreau", "Henrik Thorsen", "Wanjiru Kamau", "Isabel Pinto", "Caspar Reuter"}},
}

// The teams that work on tickets.
const (
	demoServiceDesk  = "Service Desk"
	demoNetwork      = "Network"
	demoMessaging    = "Messaging"
	demoWorkplace    = "Workplace"
	demoApplications = "Applications"
	demoStorage      = "Data & Storage"
	demoFacilities   = "Facilities IT"
	demoIdentity     = "Identity"
	demoPlatform     = "Platform"
	demoWarehouse    = "Warehouse Systems"
)

// demoTeamNames lists the teams.
var demoTeamNames = []string{demoServiceDesk, demoNetwork, demoMessaging, demoWorkplace, demoApplications, demoStorage, demoFacilities,
	demoIdentity, demoPlatform, demoWarehouse}

// demoStaff lists who works in which team.
var demoStaff = map[string][]string{
	demoServiceDesk:  {"Maya Lindqvist", "Omar Haddad", "Ines Carvalho", "Tom Bakker"},
	demoNetwork:      {"Jun Watanabe", "Dorota Zielińska", "Marek Novák"},
	demoMessaging:    {"Priya Raman", "Anders Holm"},
	demoWorkplace:    {"Sofia Marino", "Luís Pereira", "Eszter Kovács"},
	demoApplications: {"Hannah Vogel", "Kwame Mensah", "Chiara Conti", "Filip Sørensen"},
	demoStorage:      {"Ravi Subramanian", "Elif Yılmaz"},
	demoFacilities:   {"Björn Åkesson", "Grace Achieng"},
	demoIdentity:     {"Noor El-Amin", "Daniel Fischer"},
	demoPlatform:     {"Yuki Tanaka", "Mateusz Wiśniewski", "Aoife Brennan"},
	demoWarehouse:    {"Pieter de Vries", "Katarzyna Nowak"},
}

// People of the desk with other duties.
const (
	demoOperations    = "Helena Brandt"     // operations manager
	demoChangeManager = "Victor Lefèvre"    // change manager
	demoMonitor       = "Beacon Monitoring" // the machine that opens tickets
	demoWebPM         = "Leila Farahani"
	demoMobilePM      = "Santiago Ruiz"
	demoDataPM        = "Ingrid Solberg"
)

// The products, which have a backlog.
const (
	demoWebShop   = "Web shop"
	demoMobileApp = "Mobile app"
	demoDataPlat  = "Data platform"
)

// demoCrew tells who builds a product: its manager, the team, and who of it.
var demoCrew = map[string]struct {
	manager, team string
	names         []string
}{
	demoWebShop:   {demoWebPM, demoApplications, []string{"Hannah Vogel", "Kwame Mensah"}},
	demoMobileApp: {demoMobilePM, demoApplications, []string{"Chiara Conti", "Filip Sørensen"}},
	demoDataPlat:  {demoDataPM, demoStorage, []string{"Ravi Subramanian", "Elif Yılmaz"}},
}

// demoGroups names sets of departments that themes call their callers from.
var demoGroups = map[string]string{
	"":          "finance buying tokyo latam care lodz venlo transport shop marketing hr audit board",
	"europe":    "finance buying care shop marketing hr audit board transport",
	"office":    "finance buying tokyo latam care shop marketing hr audit board",
	"warehouse": "lodz venlo",
	"logistics": "lodz venlo transport",
	"goteborg":  "buying shop marketing hr audit board",
	"traveller": "buying tokyo latam board transport",
	"selling":   "shop marketing care latam",
}

// demoCallers lists the people of departments or of groups of them, with blanks between their keys.
func demoCallers(keys string) []demoWho {
	var all []demoWho
	for key := range strings.FieldsSeq(demoGroupOf(keys)) {
		for i := range demoDepts {
			if demoDepts[i].key == key {
				all = append(all, demoDepts[i].people()...)
			}
		}
	}
	return all
}

func demoGroupOf(keys string) string {
	if group, ok := demoGroups[keys]; ok {
		return group
	}
	return keys
}

// people lists who works in the department.
func (d *demoDept) people() []demoWho {
	all := make([]demoWho, 0, len(d.names))
	for _, entry := range d.names {
		name, login, _ := strings.Cut(entry, "/")
		all = append(all, demoWho{name, login, d})
	}
	return all
}

// demoPersonNamed finds somebody by their name; people of the desk and machines have the department of the desk.
func demoPersonNamed(name string) demoWho {
	for i := range demoDepts {
		for _, p := range demoDepts[i].people() {
			if p.name == name {
				return p
			}
		}
	}
	return demoWho{name: name, dept: demoDesktop}
}

var demoDesktop = &demoDept{key: "it", label: "IT", site: demoGoteborg, head: demoOperations}

// first gives how colleagues call the person.
func (p demoWho) first() string {
	first, _, _ := strings.Cut(p.name, " ")
	switch {
	case strings.HasSuffix(first, "."):
		return p.name
	case first != "" && first[0] >= 0xe3: // written in Han, Kana or Hangul: the family name comes first
		return first + "-san"
	}
	return first
}

// head gives who decides on what the person asks for.
func (p demoWho) head() string {
	if p.dept.head == p.name {
		return "Charles Adeyemi"
	}
	return p.dept.head
}

var demoPlain = strings.NewReplacer("å", "a", "ä", "a", "á", "a", "ã", "a", "ą", "a", "æ", "ae", "ö", "o", "ø", "o", "ó", "o", "õ", "o",
	"ő", "o", "é", "e", "è", "e", "ę", "e", "ê", "e", "ë", "e", "í", "i", "ı", "i", "î", "i", "ú", "u", "ü", "u", "ů", "u", "ñ", "n", "ń", "n",
	"ç", "c", "ć", "c", "č", "c", "ł", "l", "ś", "s", "š", "s", "ş", "s", "ż", "z", "ź", "z", "ž", "z", "ř", "r", "ý", "y", "'", "", "ğ", "g")

// account gives the login of the person.
func (p demoWho) account() string {
	if p.login != "" {
		return p.login
	}
	words := strings.Fields(demoPlain.Replace(strings.ToLower(p.name)))
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return words[0][:1] + "." + strings.Join(words[1:], "")
}
