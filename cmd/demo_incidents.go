package cmd

import (
	"slices"

	"opsdesk/model"
)

// A demoTheme is a kind of trouble that comes again and again, with all that is said about it. Texts are templates of
// demoTeller.
type demoTheme struct {
	key       string
	service   string
	team      string
	category  string
	sub       string
	tags      string
	from      string // whose trouble it is, see demoCallers
	place     string // empty: the site of the caller
	item      string
	weight    int    // how often it comes
	rate      string // impact and urgency as two digits, one pair of which is chosen
	first     bool   // the service desk can solve it on the phone
	monitored bool   // the monitoring opens it, if nobody else does
	vars      []string
	titles    []string
	mail      []string // as the caller writes it
	call      []string // as the service desk notes it down
	alert     []string // as the monitoring writes it
	talk      []demoTalk
	notes     []string
	ends      []demoEnd
}

// A demoTalk is a question of the desk and what the caller answers.
type demoTalk struct{ ask, answer string }

// A demoEnd is a way in which it is solved.
type demoEnd struct{ code, note string }

// demoThemes lists the themes of all incidents.
var demoThemes = slices.Concat(demoNetworkThemes, demoWorkplaceThemes, demoBusinessThemes, demoWarehouseThemes)

// General sentences, for what happens in every theme.
var (
	demoHandOvers = []string{
		"Checked the basics on the phone, it is nothing the desk can solve. Handing it to {team}.", "Looks like one for {team}.", "Tried the article from the knowledge base, no success. Please take over.",
		"Several callers with the same today; please have a look at it together.", "Caller is reachable until {15-18}:00 on extension {ext}."}
	demoReceipts = []string{
		"Hello {first}, I have taken your ticket and will have a look at it now.", "Hello {first}, thank you for reporting it. I am on it and will write when I know more.",
		"Hello {first}, we can see the trouble and look for its cause.", "Hello {first}, I will call you on extension {ext} in a moment."}
	demoQuestions = []demoTalk{
		{"Hello {first}, can you tell me since when exactly, and does it happen to {colleague} as well?", "Since about {clock}. {Colleague} has it too, yes."},
		{"Hello {first}, please send a screenshot of the whole window with the clock in it.", "Screenshot is attached. Sorry for the delay, I was in the {hall|morning meeting|canteen}."},
		{"Hello {first}, could you try it once more and write down the minute in which you did?", "Just now, {10-16}:{10-59}. Same as before."},
		{"Hello {first}, is it all right if I restart {the device|the service} now? It takes about three minutes.", "Yes, go ahead."}}
	demoFindings = []string{
		"Can be repeated here with a test account.", "Could not repeat it so far; waiting for the next time.", "Called {caller}, stepped through it together.",
		"Compared with a device that works: same version, same policy.", "Logs collected, nothing that stands out before {clock}.", "Asked {colleague} in {dept}, has it as well."}
	demoThanks = []string{
		"Works again, thank you!", "Great, thanks for the quick help.", "It works. Thank you, {owner}!", "Confirmed, all good here.", "Perfect, thanks. Until the next time :-)",
		"Thanks! {Colleague} says it works there too."}
	demoReopenings = []string{
		"It is back since {clock}, exactly as before.", "Worked for a day, now it is the same again.", "Sorry, but it is not solved: {colleague} still has it.", "Same error again after the restart this morning."}
	demoVendor = []string{
		"Opened case {100000-989999} with the maker, answer expected {tomorrow|within two days|on Monday}.", "The service partner comes {tomorrow between 9 and 12|on Thursday|as soon as the part is there}.",
		"Carrier's engineer is booked, reference {10000-98999}."}
	demoEvidence = []string{
		"Logging raised; waiting for the next time it happens.", "Left a recorder running on the port. Comes back to it when it has caught something.", "Needs one more case to compare; watching."}
	demoNews = []string{
		"Hello {first}, we are still on it and will write again {soon}.", "Hello {first}, no cure yet; {we know where it is not|the maker is on the line|two of us look at it now}.",
		"Hello {first}, a first try did not help. We go on."}
	demoCancellations = []struct {
		why  model.Reason
		text string
	}{
		{model.Unneeded, "It works again by itself, please close the ticket."}, {model.Unneeded, "{Colleague} showed me how. No longer needed, thanks."},
		{model.Unneeded, "{Colleague} reported it before me, I see. Please close mine."},
		{model.NotAnIssue, "Hello {first}, I looked at it with {colleague}: it works as it was set up last month, and nothing is broken. Call me if it is in your way."},
		{model.NotAnIssue, "Hello {first}, that was the maintenance of this morning, which we had announced on the intranet. All is up again."}}
)

// incident makes up an incident of a theme.
func (d *demoDesk) incident(p *demoPlan, no model.ID) *model.Import {
	th := &demoThemes[p.theme]
	w := &d.words
	caller := d.caller(demoOr(th.from, d.watched(th)))
	w.begin(p.at, caller, th.vars)
	w.is = p.is
	title := d.title(th.titles)
	channel, texts := d.channel(th)
	if channel == "monitoring" {
		caller = demoWho{name: demoMonitor, dept: caller.dept}
		w.caller = caller
	}
	impact, urgency := d.rating(th.rate, p)
	priority := model.PriorityOf(impact, urgency)

	l := &demoLife{now: d.now, kind: model.Incident, past: make([]model.Past, 0, 10)}
	desk := d.member(demoServiceDesk)
	opener := caller.name
	if channel == "phone" || channel == "walk-in" {
		opener = desk
	}
	team := demoServiceDesk
	direct := channel == "monitoring" || d.chance(35)
	if direct {
		team = th.team
	}
	if p.open && d.chance(12) && channel != "monitoring" {
		team = ""
	}
	l.create(p.at, opener, demoText(model.FieldTitle, title), demoText(model.FieldDescription, w.pick(texts)),
		demoNum(model.FieldImpact, impact), demoNum(model.FieldUrgency, urgency), demoNum(model.FieldPriority, priority),
		demoRef(model.FieldRequester, caller.name), demoRef(model.FieldTeam, team), demoRef(model.FieldService, th.service),
		demoText(model.FieldCategory, th.category), demoText(model.FieldSubcategory, th.sub), demoText(model.FieldTags, d.tags(th.tags, caller)),
		demoText(model.FieldChannel, channel), demoText(model.FieldLocation, d.place(th.place)), demoText(model.FieldItem, w.say(th.item)))
	d.incidentStory(l, p, th, desk, priority)
	return d.finish(l, p, no)
}

// incidentStory lets the incident be worked on.
func (d *demoDesk) incidentStory(l *demoLife, p *demoPlan, th *demoTheme, desk string, priority model.Priority) {
	s := d.story(p, d.promises.of(model.Incident, priority, ""), priority <= 2)
	switch {
	case p.fate == demoCanceled:
		d.cancel(l, s, desk)
		return
	case p.fate == demoDuplicate:
		l.assign(s.early(10), desk, desk)
		l.note(s.next(10), desk, "Same as the linked ticket, closing this one.")
		l.move(max(s.next(10), p.mark), desk, model.StateCanceled, "", demoNum(model.FieldReason, model.Duplicate))
		return
	case p.open && d.untouched(p, s.budget, priority):
		return
	case !p.open && th.first && l.past[0].By == desk && d.chance(55):
		d.firstContact(l, p, th, desk)
		return
	}
	owner := d.takeOver(l, s, th.team, desk)
	d.middle(l, s, th.talk, th.notes, owner, p.open)
	if p.open {
		d.leaveOpen(l, p, s, owner)
		d.inform(l, s.budget.update, owner)
		return
	}
	d.solve(l, s, th, owner)
	d.inform(l, s.budget.update, owner)
	if p.fate == demoReopened {
		d.reopen(l, s, th, owner)
	}
	d.close(l, owner)
}

// firstContact solves the incident while the caller is on the phone.
func (d *demoDesk) firstContact(l *demoLife, p *demoPlan, th *demoTheme, desk string) {
	d.words.owner = desk
	l.assign(p.at+60, desk, desk)
	if note := d.words.pick(th.notes); note != "" && d.chance(30) {
		l.note(p.at+model.Instant(120+d.rng.IntN(200)), desk, note)
	}
	code, note := d.ending(th)
	at := p.at + model.Instant(300+d.rng.IntN(1500))
	l.move(at, desk, model.StateResolved, "", demoText(model.FieldCode, code), demoText(model.FieldNote, note))
	d.close(l, desk)
}

// takeOver brings the ticket to somebody of the team that can solve it, and gives who has it then.
func (d *demoDesk) takeOver(l *demoLife, s *demoStory, team, desk string) string {
	owner := d.member(team)
	w := &d.words
	w.owner = owner
	if l.team == "" {
		l.hand(s.early(4), desk, team)
	}
	if l.team == team {
		if d.chance(60) {
			l.assign(s.early(6), owner, owner)
		} else {
			l.assign(s.early(6), desk, owner)
		}
		l.move(s.next(3), owner, model.StateInProgress, "")
		return owner
	}
	l.assign(s.early(3), desk, desk)
	l.move(l.last(), desk, model.StateInProgress, "")
	if wrong := demoTeamNames[d.rng.IntN(len(demoTeamNames))]; wrong != team && wrong != l.team && d.chance(6) {
		l.hand(s.next(4), desk, wrong)
		l.note(s.next(8), d.member(wrong), "Not ours: this is for "+team+".")
	} else {
		w.vars = append(w.vars[:len(w.vars):len(w.vars)], "team="+team)
		l.note(s.next(5), desk, w.pick(demoHandOvers))
	}
	l.hand(s.next(3), desk, team)
	l.assign(s.next(6), owner, owner)
	return owner
}

// middle lets the owner ask, look and find.
func (d *demoDesk) middle(l *demoLife, s *demoStory, talk []demoTalk, notes []string, owner string, open bool) {
	w := &d.words
	machine := l.caller == demoMonitor
	if !machine && d.chance(30) {
		l.comment(s.next(6), owner, w.pick(demoReceipts))
	}
	if ask, t := d.question(l.kind, talk); !machine && ask != "" && d.chance(45) && s.room(30) {
		l.comment(s.next(8), owner, w.say(ask))
		if d.chance(55) {
			l.hold(l.last(), owner, model.AwaitingCaller)
		}
		l.comment(s.next(20), l.caller, w.say(t.answer))
	}
	switch note := w.pick(notes); {
	case note != "" && d.chance(75):
		l.note(s.next(15), owner, note)
	case l.kind == model.Incident && !machine && d.chance(60):
		l.note(s.next(15), owner, w.pick(demoFindings))
	}
	if !open && d.chance(7) && s.room(40) {
		l.note(s.next(10), owner, w.pick(demoVendor))
		l.hold(l.last(), owner, model.AwaitingVendor)
		l.move(s.next(40), owner, l.active(), "")
	}
}

// question chooses what to ask the caller, mostly what is asked in the theme; empty is nothing.
func (d *demoDesk) question(k model.Kind, talk []demoTalk) (string, demoTalk) {
	ask, t := demoPick(&d.words, talk, func(t demoTalk) string { return t.ask })
	if k == model.Incident && (ask == "" || d.chance(25)) {
		return demoPick(&d.words, demoQuestions, func(t demoTalk) string { return t.ask })
	}
	return ask, t
}

// solve resolves the incident.
func (d *demoDesk) solve(l *demoLife, s *demoStory, th *demoTheme, owner string) {
	code, note := d.ending(th)
	l.move(s.end(), owner, model.StateResolved, "", demoText(model.FieldCode, code), demoText(model.FieldNote, note))
}

// ending chooses how the incident was solved.
func (d *demoDesk) ending(th *demoTheme) (code, note string) {
	text, end := demoPick(&d.words, th.ends, func(e demoEnd) string { return e.note })
	return end.code, d.words.say(text)
}

// reopen brings the incident back once, and solves it for good.
func (d *demoDesk) reopen(l *demoLife, s *demoStory, th *demoTheme, owner string) {
	if !s.longer() {
		return
	}
	why := d.words.pick(demoReopenings)
	who := l.caller
	if who == demoMonitor {
		who, why = owner, "The alarm is back."
	}
	l.move(s.next(40), who, model.StateInProgress, why)
	if note := d.words.pick(th.notes); note != "" {
		l.note(s.next(30), owner, note)
	}
	d.solve(l, s, th, owner)
}

// close lets the caller say thanks, and closes the ticket some days later.
func (d *demoDesk) close(l *demoLife, owner string) {
	if l.caller != demoMonitor && d.chance(28) {
		if at := d.clock.working(l.last() + model.Instant(600+d.rng.IntN(9000))); at < d.now {
			l.comment(at, l.caller, d.words.pick(demoThanks))
		}
	}
	if at := d.clock.working(l.last() + model.Instant(86400+d.rng.IntN(2*86400))); at < d.now {
		l.move(at, owner, model.StateClosed, "")
	}
}

// cancel ends an incident that was none.
func (d *demoDesk) cancel(l *demoLife, s *demoStory, desk string) {
	c := demoCancellations[d.rng.IntN(len(demoCancellations))]
	who := desk
	if c.why == model.Unneeded {
		who = l.caller
	}
	text := d.words.say(c.text)
	if l.caller == demoMonitor {
		c.why, who, text = model.Unneeded, desk, "The alarm cleared by itself after two minutes; nothing found."
	}
	l.comment(s.next(30), who, text)
	l.move(s.next(30), desk, model.StateCanceled, "", demoNum(model.FieldReason, c.why))
}

// untouched tells whether nobody has looked at an open ticket yet.
func (d *demoDesk) untouched(p *demoPlan, b demoBudget, priority model.Priority) bool {
	age := d.now - p.at
	switch {
	case b.after(p.at, b.response*7/10) < d.now:
		return false
	case priority <= 2:
		return age < 1800
	case age < 2*3600:
		return d.chance(80)
	case age < 30*3600:
		return d.chance(40)
	}
	return false
}

// leaveOpen ends the story of an open incident in the middle: it is being worked on or waits for something.
func (d *demoDesk) leaveOpen(l *demoLife, p *demoPlan, s *demoStory, owner string) {
	w := &d.words
	late := d.waits(p, s)
	machine := l.caller == demoMonitor
	switch n := d.rng.IntN(100); {
	case p.mark != 0 && p.mark+1200 < d.now && n < 70 && !late:
		l.note(max(s.next(5), p.mark), owner, "Waits for the linked problem; the workaround helps until then.")
		l.hold(l.last(), owner, model.AwaitingProblem)
	case n < 16 && !machine:
		t := demoQuestions[d.rng.IntN(len(demoQuestions))]
		l.comment(s.next(10), owner, w.say(t.ask))
		l.hold(l.last(), owner, model.AwaitingCaller)
	case n < 26 || late && n < 60:
		l.note(s.next(10), owner, w.pick(demoVendor))
		l.hold(l.last(), owner, model.AwaitingVendor)
	case n < 33 || late:
		l.note(s.next(10), owner, w.pick(demoEvidence))
		l.hold(l.last(), owner, model.AwaitingEvidence)
	}
}

// inform lets the owner of an urgent incident write to the caller before the time for the next news is over, mostly.
func (d *demoDesk) inform(l *demoLife, every model.Instant, owner string) {
	if every == 0 || l.caller == demoMonitor || d.chance(8) {
		return
	}
	heard, taken, end := l.created, false, l.now
	if !l.state.Rule().Phase.Open() {
		end = l.last()
	}
	var news []model.Past
	for i, p := range l.past {
		until := end
		if i+1 < len(l.past) {
			until = l.past[i+1].At
		}
		if p.Verb == model.VerbComment && p.By != l.caller {
			heard = p.At
		}
		taken = taken || slices.ContainsFunc(p.Facts, func(f model.Fact) bool { return f.Field == model.FieldAcknowledged })
		for taken && until-heard > every*9/10 {
			heard += every * model.Instant(55+d.rng.IntN(30)) / 100
			news = append(news, model.Past{At: max(heard, p.At), By: owner, Verb: model.VerbComment, Text: d.words.pick(demoNews)})
		}
	}
	l.past = append(l.past, news...)
	slices.SortStableFunc(l.past, func(a, b model.Past) int { return int(a.At - b.At) })
}
