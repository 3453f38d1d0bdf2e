package cmd

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"opsdesk/model"
)

// A deed is a verb of do: how it is written, and the acts that it means.
type deed struct {
	name        string
	args        string // behind the verb
	flags       []string
	least, most int // of the arguments; a most below zero is no bound
	// steps gives what is to be done to the i-th ticket; nil unmerges it.
	steps func(d *doing, i int) ([]step, error)
}

func (v *deed) use() string {
	text := strings.TrimSpace(v.name + " " + v.args)
	for _, name := range v.flags {
		text += " [--" + name + "]"
	}
	return text
}

// deeds lists the verbs in the order in which help shows them.
func deeds() []deed {
	return append([]deed{
		{"assign", "NAME|me|none", nil, 1, -1, assignSteps},
		{"take", "", nil, 0, 0, takeSteps},
		{"move", "STATE", []string{"code", "note", "reason", "comment", "why", "set", "family"}, 1, 1, moveSteps},
		{"edit", "FIELD=VALUE…", []string{"base"}, 1, -1, editSteps},
		{"comment", "TEXT|-", []string{"family"}, 1, -1, commentSteps},
		{"note", "TEXT|-", []string{"family"}, 1, -1, noteSteps},
		{"tag", "+TAG… -TAG…", nil, 1, -1, tagSteps},
		{"link", "RELATION ID", nil, 2, 2, linkSteps},
		{"unlink", "RELATION ID", nil, 2, 2, unlinkSteps},
		{"merge", "INTO", []string{"why"}, 1, 1, mergeSteps},
		{"unmerge", "", nil, 0, 0, nil},
		{"split", "ENTRY|description", []string{"title"}, 1, 1, splitSteps},
		{"prioritise", "IMPACT URGENCY", nil, 2, 2, prioritiseSteps},
		{"rank", "top|bottom|after ID|before ID|POSITION", []string{"why"}, 1, 2, rankSteps},
		{"estimate", "PART=NUMBER|LOW..LIKELY..HIGH…", nil, 1, -1, estimateSteps},
		{"watch", "", []string{"off"}, 0, 0, watchSteps},
		{"macro", "NAME", nil, 1, -1, macroSteps},
		{"snooze", "UNTIL", []string{"why"}, 1, -1, snoozeSteps},
		{"wake", "", []string{"why"}, 0, 0, wakeSteps},
		{"check", "add TEXT|- · add-ticket ID · tick N… · untick N… · edit N TEXT · remove N…", nil, 2, -1, checkSteps},
	}, majorDeeds()...)
}

func deedNamed(word string) *deed {
	for _, v := range deeds() {
		if v.name == word {
			return &v
		}
	}
	return nil
}

func deedNames() (all []string) {
	for _, v := range deeds() {
		all = append(all, v.name)
	}
	return all
}

// deedFlags lists the flags that only some verbs take.
func deedFlags() (all []string) {
	for _, v := range deeds() {
		all = append(all, v.flags...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// takenBy begins the help of a flag with the verbs that take it.
func takenBy(flag string) string {
	var all []string
	for _, v := range deeds() {
		if slices.Contains(v.flags, flag) {
			all = append(all, v.name)
		}
	}
	return strings.Join(all, ", ") + ": "
}

func deedHelp() string {
	var all []string
	for _, v := range deeds() {
		all = append(all, "  "+v.use())
	}
	return strings.Join(all, "\n")
}

func one(act model.Act, format string, args ...any) ([]step, error) {
	return []step{{act: act, said: fmt.Sprintf(format, args...)}}, nil
}

func assignSteps(d *doing, _ int) ([]step, error) {
	name := strings.Join(d.args, " ")
	if name == "me" {
		return takeSteps(d, 0)
	}
	v, err := d.parse(d.ctx, model.FieldNo(model.FieldAssignee), name)
	switch {
	case err != nil:
		return nil, err
	case v.N == 0:
		return one(model.Assign{}, "assigned to nobody")
	}
	return one(model.Assign{To: model.Ref(v.N)}, "assigned to %s", d.store.Names().Name(model.People, model.Ref(v.N)))
}

func takeSteps(d *doing, _ int) ([]step, error) {
	return one(model.Take{}, "assigned to %s", d.me.Name)
}

func moveSteps(d *doing, _ int) ([]step, error) {
	v, err := d.parse(d.ctx, model.FieldNo(model.FieldState), d.args[0])
	if err != nil {
		return nil, err
	}
	act := model.Move{To: model.State(v.N), Why: d.flags.why}
	if act.Comment, err = d.text(d.flags.comment); err != nil {
		return nil, err
	}
	note, err := d.text(d.flags.note)
	if err != nil {
		return nil, err
	}
	given := d.flags.set
	for _, set := range []struct{ field, value string }{{"code", d.flags.code}, {"note", note}, {"reason", d.flags.reason}} {
		if set.value != "" {
			given = append(given, set.field+"="+set.value)
		}
	}
	for _, text := range given {
		set, err := d.setting(d.ctx, text)
		if err != nil {
			return nil, err
		}
		act.Set = append(act.Set, set)
	}
	return one(act, "moved to %s", act.To.Rule().Label)
}

// editSteps makes an edit of each field. Without a base of its own it is based on what the field holds at this moment.
func editSteps(d *doing, i int) ([]step, error) {
	bases := map[uint8]model.Value{}
	for _, text := range d.flags.base {
		base, err := d.setting(d.ctx, text)
		if err != nil {
			return nil, err
		}
		bases[base.Field] = base.To
	}
	var all []step
	for _, text := range d.args {
		set, err := d.setting(d.ctx, text)
		if err != nil {
			return nil, err
		}
		f := model.FieldNo(set.Field)
		base, ok := bases[set.Field]
		if !ok {
			base = f.Get(d.tickets[i])
		}
		all = append(all, step{model.Edit{Field: set.Field, Base: base, To: set.To}, editSaid(f, set.To, d.store.Names(), d.zone)})
	}
	return all, nil
}

// editSaid tells in words of an edit.
func editSaid(f *model.Field, to model.Value, names model.Names, zone *time.Location) string {
	if f.Type == model.Long {
		return strings.ToLower(f.Label) + " edited"
	}
	return fmt.Sprintf("%s set to %s", strings.ToLower(f.Label), orDash(f.Show(to, names, zone)))
}

// text gives what an argument says, and for a dash what is sent, which is read once for all tickets.
func (d *doing) text(argument string) (string, error) {
	if argument != "-" {
		return argument, nil
	}
	if d.sent == nil {
		text, err := d.words(d.ctx, argument)
		if err != nil {
			return "", err
		}
		d.sent = &text
	}
	return *d.sent, nil
}

func commentSteps(d *doing, _ int) ([]step, error) {
	text, err := d.text(strings.Join(d.args, " "))
	if err != nil {
		return nil, err
	}
	return one(model.Comment{Text: text}, "commented")
}

func noteSteps(d *doing, _ int) ([]step, error) {
	text, err := d.text(strings.Join(d.args, " "))
	if err != nil {
		return nil, err
	}
	return one(model.Note{Text: text}, "noted")
}

func tagSteps(d *doing, _ int) ([]step, error) {
	var act model.Tag
	for _, word := range d.args {
		if tag, off := strings.CutPrefix(word, "-"); off {
			act.Remove = append(act.Remove, tag)
		} else {
			act.Add = append(act.Add, strings.TrimPrefix(word, "+"))
		}
	}
	return one(act, "tagged %s", strings.Join(d.args, " "))
}

func linkSteps(d *doing, _ int) ([]step, error) {
	rel, other, err := d.link()
	if err != nil {
		return nil, err
	}
	return one(model.LinkTo{Rel: rel, To: other.ID}, "linked: %s %s", rel.Rule().Label, other.Key())
}

func unlinkSteps(d *doing, _ int) ([]step, error) {
	rel, other, err := d.link()
	if err != nil {
		return nil, err
	}
	return one(model.Unlink{Rel: rel, To: other.ID}, "unlinked: %s %s no more", rel.Rule().Label, other.Key())
}

func (d *doing) link() (model.Relation, *model.Ticket, error) {
	rel, err := model.ParseRelation(d.args[0])
	if err != nil {
		return 0, nil, usage("%v", err)
	}
	other, err := d.find(d.args[1])
	return rel, other, err
}

func prioritiseSteps(d *doing, _ int) ([]step, error) {
	var levels [2]model.Level
	for i, no := range []uint8{model.FieldImpact, model.FieldUrgency} {
		v, err := d.parse(d.ctx, model.FieldNo(no), d.args[i])
		if err != nil {
			return nil, err
		}
		levels[i] = model.Level(v.N)
	}
	return one(model.Prioritise{Impact: levels[0], Urgency: levels[1]}, "prioritised: P%d", model.PriorityOf(levels[0], levels[1]))
}

// rankSteps places the first ticket where it is wanted, and the others behind it in their order.
func rankSteps(d *doing, i int) ([]step, error) {
	act := model.RankAt{Why: d.flags.why}
	where := strings.Join(d.args, " ")
	switch word := d.args[0]; {
	case (word == "after" || word == "before") != (len(d.args) == 2):
		return nil, usage("write it as: do ID… %s", d.deed.use())
	case word == "bottom":
		act.Bottom = true
	case word == "before":
		other, err := d.find(d.args[1])
		if err != nil {
			return nil, err
		}
		act.Before, where = other.ID, "before "+other.Key()
	case i > 0:
		act.After, where = d.tickets[i-1].ID, "after "+d.tickets[i-1].Key()
	case word == "after":
		other, err := d.find(d.args[1])
		if err != nil {
			return nil, err
		}
		act.After, where = other.ID, "after "+other.Key()
	case word == "top":
		act.Top = true
	default:
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 {
			return nil, usage("%s is no place of the backlog: write it as: do ID… %s", quoted(word), d.deed.use())
		}
		act.Position = n
	}
	return one(act, "ranked %s", where)
}

func watchSteps(d *doing, _ int) ([]step, error) {
	if d.flags.off {
		return one(model.Watch{Off: true}, "watched by %s no more", d.me.Name)
	}
	return one(model.Watch{}, "watched by %s", d.me.Name)
}
