package cmd

import "opsdesk/model"

// A demoOrder is something that people ask the desk for again and again.
type demoOrder struct {
	key     string
	service string
	team    string
	sub     string
	tags    string
	from    string
	weight  int
	rate    string
	approve string // who must agree: "head" is the caller's head, else a name; empty is nobody
	vars    []string
	titles  []string
	texts   []string
	talk    []demoTalk
	notes   []string
	ends    []string // what the caller is told when it is done
}

var demoOrders = []demoOrder{
	{
		key: "joiner", service: "People portal", team: demoServiceDesk, sub: "Joiner", tags: "joiner", from: "", weight: 7, rate: "32 32 31",
		vars:   []string{"day=Monday|the 1st|the 15th|Monday week", "crowd=six|eight|twelve|fifteen"},
		titles: []string{"a:New colleague {newcomer} starts on {day}", "a:Onboarding of {newcomer}, {dept}", "a:Apprentice {newcomer} joins {dept}", "b:{Crowd} seasonal helpers start on {day} ({site})"},
		texts: []string{"a:{newcomer} starts in {dept} ({site}) on {day}. Please prepare:\n\n- account and mail\n- laptop with dock, two monitors, headset\n- same rights as {colleague}\n- badge for {building}\n\nI will pick it up at the desk.",
			"a:Please set up {newcomer} for {day}: account, phone, badge. Works {80|100|60} % and mostly from {site}.", "b:{Crowd} people start on {day} for the season. Names are in the attached table. They need a badge, an account and nothing else."},
		talk:  []demoTalk{{"a:Hello {first}, does {newcomer} need the finance portal as well? {Colleague} has it.", "No, not for now. The rest is right."}},
		notes: []string{"a:Account made by the joiner flow, licence assigned, laptop {pc} staged.", "a:Shoe size for the safety shoes is not ours; forwarded to Facilities.", "b:Accounts made from the table, they end by themselves after the season."},
		ends:  []string{"a:All is ready: the laptop {pc} is in locker {2-38}, the first password comes by the manager.", "a:Done. Badge lies at reception, welcome mail is scheduled for the first morning.", "b:All {crowd} accounts and badges are ready, in an envelope at reception."},
	},
	{
		key: "leaver", service: "People portal", team: demoIdentity, sub: "Leaver", tags: "leaver", from: "", weight: 4, rate: "32", vars: []string{"day={4-20}|{24-30}"},
		titles: []string{"{newcomer} leaves on the {day}th", "Offboarding of {newcomer} ({dept})", "Contract of {newcomer} ends, please collect the devices"},
		texts:  []string{"{newcomer} leaves us on the {day}th. Mailbox to {colleague} for three months, out-of-office text attached, files of the project to the team folder. Phone number stays with {dept}."},
		notes:  []string{"Account set to end at 18:00 on the day; sessions will be revoked.", "Laptop came back without its power supply."},
		ends:   []string{"Account is closed, the mailbox opens for {colleague}, devices are back in stock."},
	},
	{
		key: "laptop", service: "Laptops", team: demoWorkplace, sub: "Device", tags: "laptop", from: "office", weight: 6, rate: "33 32", approve: "head",
		titles: []string{"a:New laptop for {caller}", "a:Replacement for {pc} ({few} years old)", "b:Second monitor for {desk}", "b:Larger screen for {desk}", "c:Light laptop for travelling", "d:Stronger laptop for videos ({user})"},
		texts:  []string{"a:My laptop {pc} is {few} years old and the battery lasts an hour. Please replace it with the standard model.", "b:For comparing drawings I would like a large second monitor at {desk}.", "c:I am at suppliers three weeks of four. Is there something lighter than the standard model?", "d:I edit product videos now; the standard device is too weak. {Head} knows about it."},
		talk:   []demoTalk{{"ad:Hello {first}, do you prefer 14 or 16 inches? The larger one is in stock, the smaller takes {two|three} weeks.", "16 is fine, then I have it sooner."}},
		notes:  []string{"From stock, asset {pc2}, cost centre {1000-4800}."},
		ends:   []string{"acd:Your new laptop {pc2} is ready at the desk. Bring the old one, we move your data in half an hour.", "b:Monitor stands at {desk} since this morning."},
	},
	{
		key: "software", service: "Laptops", team: demoWorkplace, sub: "Software", tags: "software", from: "", weight: 6, rate: "33 32 32", approve: "head",
		vars:   []string{"app=drawing program|PDF editor|photo editor|statistics package|screen recorder|mind map editor|project planner|database browser|translation tool|diagram editor"},
		titles: []string{"{App} for {caller}", "Please install the {app} on {pc}", "Licence of the {app} for {dept}", "{App}: upgrade to the full version ({user})"},
		texts:  []string{"For the work with {supplier} I need the {app}. {Colleague} has it. Cost centre {1000-4800}.", "Please install the {app} on {pc}; the trial has convinced us."},
		notes:  []string{"{2-14} seats free in the contract, assigned one.", "Package deployed to {pc}, version {ver}."},
		ends:   []string{"The {app} is on your laptop; you find it in the start menu after the next logon.", "Seat assigned, sign in with your company account."},
	},
	{
		key: "shared-mailbox", service: "Mail", team: demoMessaging, sub: "Shared mailbox", tags: "mail", from: "office", weight: 5, rate: "33 32 22", approve: "head",
		vars:   []string{"box=returns-fr|press|events|customs|quality|spares|claims-nordic|apprentices|showroom|b2b-brasil|loyalty|tenders|samples"},
		titles: []string{"a:Shared mailbox {box}@ for {dept}", "a:Shared mailbox \"{box}\", {few} members", "b:Access to mailbox {box}@ for {colleague}"},
		texts:  []string{"a:Please create `{box}@ostervik.example` for {dept}. Members: {caller}, {colleague}, {colleague2}. All may send as the mailbox. Automatic answer: \"We reply within one working day.\"", "b:{colleague} stands in for {colleague2} and needs to read and send as `{box}@ostervik.example`, for the next {few} weeks."},
		talk:   []demoTalk{{"a:Hello {first}, who shall own the mailbox and approve members later?", "Me, and {colleague} when I am away."}},
		notes:  []string{"a:Created, retention *three years* as for all customer mail."},
		ends:   []string{"a:`{box}@ostervik.example` is there and shows up in your mail within the hour.", "b:{colleague} has access; sending as the mailbox works."},
	},
	{
		key: "list", service: "Mail", team: demoServiceDesk, sub: "Distribution list", tags: "mail", from: "", weight: 3, rate: "33", vars: []string{"group=spring campaign|peak season crew|works council|first-aiders|book club|running group|key users|shift leads"},
		titles: []string{"a:Distribution list for the {group}", "a:Mailing list of the {group} in {site}", "b:Remove me from {2-9} distribution lists"},
		texts:  []string{"a:Please make a list for the {group}; the names are in the attached table ({6-60} people). Only members should be able to write to it.", "b:I changed the department two years ago and still get the mail of the old one. Please take me off the lists below."},
		ends:   []string{"a:List is made; you are its owner and can change members yourself.", "b:Done, you are off these lists."},
	},
	{
		key: "folder", service: "File shares", team: demoStorage, sub: "Folder rights", tags: "files,rights", from: "", weight: 6, rate: "33 32 32", approve: "head",
		vars:   []string{"folder=Projects|Budget|Contracts|Photos", "project=Shop Brazil|Packaging|Peak season|Store Kraków|Supplier days|Returns centre|New catalogue"},
		titles: []string{"a:Access to {dept} / {folder} for {colleague}", "b:New project folder \"{project}\"", "c:More space for the photo share ({100-900} GB)"},
		texts:  []string{"a:{colleague} takes over the project and needs write access to the folder {folder}. Please take {colleague2} off it.", "b:We need a folder for \"{project}\" with read access for all of {dept} and write access for {few} of us (names in the attachment).", "c:The photographers deliver twice as much since the summer. We are at {92-99} %."},
		notes:  []string{"a:Group `fs-{100-999}-rw`, added {colleague}.", "c:Old raw pictures could move to the archive; asked Marketing for a date."},
		ends:   []string{"a:Access is set; please log off and on once.", "b:Folder is there: drive S:, Projects. Snapshots every four hours.", "c:The share has grown; you see it after the next logon."},
	},
	{
		key: "phone", service: "Telephony", team: demoServiceDesk, sub: "Mobile", tags: "phone", from: "", weight: 4, rate: "33", approve: "head",
		vars:   []string{"land=Japan|Brazil|Türkiye|Vietnam|Portugal|China", "weeks=two|three|four"},
		titles: []string{"a:Company phone for {caller}", "a:Phone for on-call duty of {dept}", "b:Roaming option for {land}, {weeks} weeks", "b:Data option: {caller} travels to {land}", "c:Phone number of {newcomer} to {colleague}"},
		texts:  []string{"a:From next month I am on call and need a company phone. {Head} agrees.", "b:I travel to {land} for {weeks} weeks; please book a data option.", "c:{newcomer} has left and customers still call the number. {Colleague} would take it over."},
		ends:   []string{"a:Phone is ready at the desk, the eSIM code is in the box.", "b:Option is booked and starts when you land.", "c:The number rings at {colleague} from now on."},
	},
	{
		key: "vpn-contractor", service: "Remote access", team: demoNetwork, sub: "VPN", tags: "vpn,contractor", from: "office", weight: 3, rate: "33 32", approve: "Noor El-Amin", vars: []string{"months=two|three|six"},
		titles: []string{"a:VPN for contractor {newcomer} of {supplier}", "b:Extend remote access of {newcomer} by {months} months"},
		texts:  []string{"a:{newcomer} works for us until the end of {month} and must reach:\n\n1. the test system of the warehouse\n2. the ticket board\n3. nothing else\n\nContract {20000-89999} has the confidentiality clause.", "b:The project takes longer. Please extend the access of {newcomer} by {months} months, everything else as before."},
		notes:  []string{"a:Account `x-{100-999}`, second factor by hardware key, access list *contractor-wms-test*.", "b:Access list looked through; the old test system is taken off it."},
		ends:   []string{"a:Access is set up until the last of the month; the key was handed over at reception.", "b:Extended by {months} months."},
	},
	{
		key: "firewall-open", service: "Office network", team: demoNetwork, sub: "Firewall", tags: "firewall", from: "transport shop finance", weight: 3, rate: "32 33", approve: "Daniel Fischer", vars: []string{"port=443|990|5671|8443"},
		titles: []string{"a:Open firewall to {partner}.example, port {port}", "a:New interface of {carrier}: open port {port}", "b:Fixed outgoing address for {bank}"},
		texts:  []string{"a:The new interface needs a connection from `int-prd-{10-19}` to 198.51.100.{10-240}, port {port}. Test from {weekday} on, live {soon}.", "b:{bank} accepts our files from one address only. Please tell us which one, and that it stays."},
		notes:  []string{"Risk looked at with Identity: one destination, mutual certificates. Agreed."},
		ends:   []string{"a:Rule is active since today; the connection test from our side is good.", "b:Files go out from 203.0.113.{10-90} from now on; the bank has it in writing."},
	},
	{
		key: "report", service: "Data warehouse", team: demoStorage, sub: "Report", tags: "dwh,report", from: "finance buying shop marketing latam", weight: 5, rate: "33 32 32",
		vars:   []string{"what=Returns|Margin|Delivery time|Open orders|Stock turn", "by=country|supplier|warehouse|week", "data=orders|returns|price changes", "field=postcode|carrier|payment method|wood type"},
		titles: []string{"a:Report: {what} by {by}", "a:{What} by {by}, weekly, for {dept}", "b:Export of {data} for the auditors", "c:Add {field} to the sales report"},
		texts:  []string{"a:For the meetings with {supplier} I need these figures per week and article, with last year beside it. A spreadsheet is enough.", "b:Auditors ask for all {data} of {month} with amounts and dates, as CSV. Until {Wednesday|Friday|the 10th}.", "c:Could the sales report show the {field} as well? We look it up by hand, {40-300} lines a week."},
		talk:   []demoTalk{{"ab:Hello {first}, with or without internal orders? That makes {2-9} % of the number.", "Without, please."}},
		notes:  []string{"a:View `v_{returns|margin|delivery}_{10-99}`; runs in {2-30} s."},
		ends:   []string{"a:The report is in the folder of {dept} and renews itself every Monday at 06:00.", "b:Export is in your exchange folder for seven days.", "c:Done; the {field} is the last column, so that your formulas keep working."},
	},
	{
		key: "dwh-access", service: "Data warehouse", team: demoStorage, sub: "Report access", tags: "dwh,rights", from: "office", weight: 3, rate: "33", approve: "Ingrid Solberg", vars: []string{"rep=margin by supplier|campaign|returns|stock turn"},
		titles: []string{"a:Access to report \"{rep}\" for {colleague}", "b:Analyst access to the data platform for {caller}"},
		texts:  []string{"a:{colleague} takes over reporting in {dept} and needs the report \"{rep}\" as I have it.", "b:I did the training and would like to make my own reports instead of asking each time."},
		ends:   []string{"a:Access is granted; {colleague} finds it under *Shared with me*.", "b:Access is granted; personal data stay masked in your role."},
	},
	{
		key: "meeting-kit", service: "Meeting rooms", team: demoFacilities, sub: "Meeting room", tags: "room", from: "goteborg", weight: 2, rate: "33", vars: []string{"n=40-120", "plug=HDMI|USB-C|DisplayPort"},
		titles: []string{"a:Microphones for {n} people in the canteen", "a:Town hall of {dept}: sound and second camera", "b:Adapter for {plug} in {room}", "c:Room {room} as bookable resource"},
		texts:  []string{"a:We have a meeting of all shifts in the canteen with Venlo and Łódź connected. Please help with sound and picture; {n} people in the room.", "b:Guests bring all kinds of laptops. A {plug} adapter on a string would help.", "c:People fight for {room} with paper on the door. Could it be booked in the calendar?"},
		ends:   []string{"a:All is set up, we will be there 30 minutes before.", "b:Adapter hangs in {room}, on a string as you said.", "c:Done, the room can be booked in the calendar."},
	},
	{
		key: "guest", service: "Office network", team: demoServiceDesk, sub: "Guest Wi-Fi", tags: "wifi,guest", from: "goteborg", weight: 3, rate: "33", vars: []string{"n=8-60"},
		titles: []string{"Guest Wi-Fi for {n} visitors on {weekday}", "Guest codes for {n} people of {supplier}", "Wi-Fi for the film crew in {room}, {n} people"},
		texts:  []string{"We have {n} visitors in {room}. Please prepare codes for the whole day."},
		ends:   []string{"Codes are at reception, valid from 07:00 to 20:00."},
	},
	{
		key: "scanner-more", service: "Warehouse scanners", team: demoWarehouse, sub: "Device", tags: "scanner,season", from: "warehouse", weight: 4, rate: "32 22 32", approve: "head", vars: []string{"n=4-40"},
		titles: []string{"a:{n} scanners for the peak season ({site})", "a:{n} more scanners for {hall}", "b:Charging cradle for {hall}", "c:Ring scanners to try in {hall}"},
		texts:  []string{"a:From the {4-20}th on we run a third shift in {hall} with {12-40} pickers. We need {n} more scanners with cradles and {few} spare batteries each.", "b:Scanners of the late shift lie around since there are not enough cradles. One with eight places would do.", "c:Please lend us {few} ring scanners for two weeks; the other site likes them."},
		notes:  []string{"a:{n} from the pool and from the rental firm, until {January|February|March}."},
		ends:   []string{"a:The scanners are charged and in the cage of {hall}; list of numbers is attached.", "b:Cradle is mounted at the shift leads' desk.", "c:Rings are in the cage, with a page on how to wear them. Tell us after two weeks."},
	},
	{
		key: "packing-table", service: "Shipping labels", team: demoWarehouse, sub: "Label printer", tags: "labels", from: "warehouse", weight: 3, rate: "33 32",
		titles: []string{"a:Equip {packing} with label printer and scale", "b:Move {label} to {packing}", "c:Labels for dangerous goods at {packing}", "d:New label size for {carrier}"},
		texts:  []string{"a:{Packing} in {hall} goes into use {soon}. Please equip it like its neighbour: label printer, scale, screen, scanner.", "b:{Packing2} is closed after the season, {packing} has too much to do. Please move the printer there.", "c:{Packing} packs grill lighter and gas from {month} on and needs the red labels.", "d:{carrier} wants labels of 100 by 150 mm from the 1st on. {Packing} and the next four use them."},
		notes:  []string{"a:Two network sockets missing, ordered from the electrician."},
		ends:   []string{"a:{Packing} is ready and prints for all carriers.", "b:Moved and tested with ten parcels.", "c:Labels are set up; the list of articles is on the wall.", "d:Templates changed on five printers; two hundred labels are tested."},
	},
	{
		key: "badge-new", service: "Building access", team: demoFacilities, sub: "Badge", tags: "badge", from: "", weight: 4, rate: "33 32", vars: []string{"n=6-30"},
		titles: []string{"a:Badge for {newcomer}", "b:Access at the weekend for {dept}, {n} people", "b:Doors open on Saturday for the stock count", "c:Visitor badges for the audit ({n})"},
		texts:  []string{"a:Please make a badge for {newcomer}, who works with us until the end of {month}. Doors as for {colleague}.", "b:We need access on Saturday from 05:00 on, {n} people (list attached).", "c:The auditors come for two weeks and should not sign in each morning. {n} badges, office floors only."},
		ends:   []string{"a:Badge is at reception against signature.", "b:Doors are set for these days and close by themselves afterwards.", "c:{n} badges are at reception; they end on the last day by themselves."},
	},
	{
		key: "move", service: "Laptops", team: demoWorkplace, sub: "Move", tags: "move", from: "goteborg", weight: 3, rate: "33", vars: []string{"n=6-24"},
		titles: []string{"a:Move of {dept} to the {floor}, {n} desks", "b:Desk move of {caller} to {desk}", "c:Printer {printer} to the {floor}"},
		texts:  []string{"a:{Dept} moves to the {floor} on Friday after 14:00. {n} desks with docks and two monitors each; plan is attached. Network sockets should work on Monday at 07:30.", "b:I move to {desk} to sit with the project. Dock, two monitors and the good chair, please.", "c:Nobody prints down here any more. Upstairs they walk two floors."},
		notes:  []string{"a:{2-9} sockets not patched yet; with Network."},
		ends:   []string{"a:All desks are up and tested. Two chairs too many, no monitor lost.", "b:Moved, with the good chair.", "c:Printer stands on the {floor} now; the name stays."},
	},
	{
		key: "name", service: "Single sign-on", team: demoIdentity, sub: "Name change", tags: "account", from: "", weight: 2, rate: "33",
		titles: []string{"a:Name change after wedding: {caller}", "b:My name is misspelt in the address book ({user})", "c:New title for {colleague}"},
		texts:  []string{"a:My name changes from the first of the month. Please keep the old address as an alias. HR has the papers.", "b:My name is written without its accents everywhere. Please correct it; it is on the badge as well.", "c:{colleague} leads the team since the 1st. Please change the title in the address book and the signature."},
		ends:   []string{"a:Done: display name, address and badge. The old address stays as an alias.", "b:Corrected, with all accents; new badge is at reception.", "c:Title is changed; the signature follows tonight."},
	},
	{
		key: "restore", service: "File shares", team: demoStorage, sub: "Archive", tags: "files,archive", from: "finance audit hr", weight: 2, rate: "33", vars: []string{"year=2018|2019|2020|2021"},
		titles: []string{"a:Invoices of {supplier} from {year} out of the archive", "a:Files of {year} from the closed office in {Hamburg|Lyon|Gdańsk}", "b:Mailbox of {newcomer} (left {few} years ago)"},
		texts:  []string{"a:For a tax question we need these papers of {year}. They should be in the old archive.", "b:For a claim we have to read the mail of {newcomer} with {supplier}. Legal has agreed in writing (attached)."},
		ends:   []string{"a:The files are in your exchange folder, read-only, for 30 days.", "b:Mailbox is open to you and {head} for two weeks, read-only and logged."},
	},
	{
		key: "gdpr", service: "Data warehouse", team: demoApplications, sub: "Personal data", tags: "privacy", from: "audit care", weight: 3, rate: "32 31", approve: "Gunnar Eklund", vars: []string{"case=1000-9800"},
		titles: []string{"a:Customer asks for all their data (case {case})", "b:Delete customer account, case {case}"},
		texts:  []string{"a:A customer asks for a copy of all personal data. Identity was checked. The law gives us a month; {6-24} days are left. Systems: shop, warehouse, care, data platform.", "b:A customer wants to be forgotten. No open orders, no open claims. Invoices have to stay, as always."},
		notes:  []string{"Shop and care by the tool; warehouse by hand: {2-30} shipments."},
		ends:   []string{"a:The export lies encrypted in the case folder; the pass phrase comes by phone.", "b:Deleted in all four systems; invoices are kept as the law demands. Protocol attached."},
	},
	{
		key: "test-system", service: "Web platform", team: demoPlatform, sub: "Environment", tags: "test", from: "shop", weight: 3, rate: "33 32", vars: []string{"no=3-9", "flag=gift wrap|express|new filter|subscription"},
		titles: []string{"a:Test shop with data of {weekday}", "a:Test environment for the interface of {carrier}", "b:Feature flag \"{flag}\" on the test system", "c:Load test window on {weekday} night"},
		texts:  []string{"a:For testing we need a copy of the shop with masked customers and today's catalogue. Until the end of the month.", "b:Please switch on \"{flag}\" on `test-{no}` for Sweden; we want to show it on {weekday}.", "c:We would like to press the new checkout with {200-900} orders a minute between 02:00 and 04:00. Who has to know?"},
		notes:  []string{"a:`test-{no}`, masked dump of last night, robots excluded."},
		ends:   []string{"a:`test-{no}.ostervik.example` is ready; password in your exchange folder.", "b:Flag is on for Sweden on `test-{no}`.", "c:Window is in the calendar; carriers and payment go to their simulators."},
	},
	{
		key: "dns-record", service: "Web platform", team: demoPlatform, sub: "DNS", tags: "dns", from: "marketing shop", weight: 3, rate: "33", vars: []string{"name=garden|summer|gift|jubileu|natale|jardin|balkon", "n=4-60", "tool=newsletter|review|survey"},
		titles: []string{"a:Landing page {name}.ostervik.example", "b:Redirect of {n} old campaign addresses", "c:Verify our domain for the {tool} tool"},
		texts:  []string{"a:The agency needs the address for the campaign page {soon}. Their target is `cust-{100-999}.pages.example`.", "b:{n} old campaign pages still get visitors and show an error. List with targets attached.", "c:The {tool} tool wants a TXT record before it may send in our name. Text attached."},
		ends:   []string{"a:Record is set and certificate issued; page opens.", "b:Redirects are live; three had no target and go to the start page.", "c:Record is set; the tool shows a green tick."},
	},
	{
		key: "catalogue-tool", service: "Web shop", team: demoApplications, sub: "Catalogue", tags: "shop", from: "buying shop marketing", weight: 3, rate: "33 32", vars: []string{"attr=wood type|load in kg|IP class|washable at|seat height", "n=40-900"},
		titles: []string{"a:New attribute \"{attr}\" for articles", "b:Bulk change of {n} articles of {supplier}", "c:Supplier login to the catalogue tool for {supplier}"},
		texts:  []string{"a:For the new season we want to show \"{attr}\" on the article page and as a filter. List of {n} values attached.", "b:{supplier} has new names and numbers for {n} articles. Table attached; it should change overnight.", "c:{supplier} could write its texts itself. {Head} agrees; drafts only, we approve."},
		talk:   []demoTalk{{"a:Hello {first}, shall the filter show up in all countries or only where all articles have the value?", "Only where at least 80 % have it, please."}},
		ends:   []string{"a:Attribute is there, the values are loaded, filter shows on the test shop. Please check and say go.", "b:Bulk change ran; {0-9} rows had unknown articles, list attached.", "c:Login is made; they can write drafts and see nothing of others."},
	},
	{
		key: "loan", service: "Laptops", team: demoServiceDesk, sub: "Loan", tags: "loan", from: "marketing hr buying", weight: 3, rate: "33", vars: []string{"n=2-12", "fair=trade fair|supplier days|job fair|garden show"},
		titles: []string{"a:Loan of {n} tablets for the {fair}", "b:Projector for {weekday}", "c:Camera and tripod for {goods} pictures", "d:Card reader for the pop-up store"},
		texts:  []string{"a:For the {fair} we need {n} tablets with the catalogue, offline as well, and a hotspot.", "b:{room} is being painted; we meet in the canteen and need a projector and a screen.", "c:Our photographer is ill, we take the pictures of the new {goods} ourselves.", "d:The pop-up store opens {soon}. One card reader, and somebody who shows us how."},
		ends:   []string{"All packed in the yellow case, list inside. Please bring it back by Monday.", "Ready at the desk."},
	},
	{
		key: "training", service: "Intranet", team: demoServiceDesk, sub: "How-to", tags: "howto", from: "", weight: 3, rate: "33", vars: []string{"what=share a calendar|book a room for guests|scan to a folder|send large files|encrypt a mail|read mail of two mailboxes", "lang=Polish|Dutch|Ukrainian|Spanish"},
		titles: []string{"a:How do I {what}?", "b:Short training on phishing for {dept}", "c:Guide for the new scanners in {lang}"},
		texts:  []string{"a:I could not find it on the intranet. A short guide would do, {colleague} asks the same.", "b:Our team has {6-30} people, {few} new. Could you show us in half an hour what to look for?", "c:Half of the shift reads {lang} better than English. Could the guide be translated?"},
		ends:   []string{"a:Here is the article with pictures; call me if a step is unclear.", "b:We did it today, slides are on the intranet.", "c:Translated, read by two of the shift, and hung up at the cage."},
	},
	{
		key: "certificate", service: "Web platform", team: demoPlatform, sub: "Certificate", tags: "certificate", from: "transport finance shop", weight: 2, rate: "33 32", vars: []string{"land=public customers|Poland|Italy|Portugal"},
		titles: []string{"a:Client certificate for {carrier}", "b:New signing certificate for {bank}", "c:Renew certificate for invoices to {land}"},
		texts:  []string{"a:{carrier} changes its interface and wants a client certificate with 3072 bits, valid for two years. Their form is attached.", "b:{bank} asks for a new signing certificate before the {10-20}th. Two people must come with their cards.", "c:The certificate for e-invoices to {land} ends next month; without it they count as not received."},
		ends:   []string{"a:Certificate is issued and stored in the vault; public part sent to {carrier}.", "b:Issued with both cards; the bank has confirmed it.", "c:Renewed and tested with one invoice."},
	},
	{
		key: "number", service: "Contact centre", team: demoMessaging, sub: "Queue", tags: "phone", from: "care", weight: 2, rate: "32 33", approve: "head", vars: []string{"lang=Danish|Czech|Portuguese|Finnish", "line=returns|delivery|spare parts", "n=3-12"},
		titles: []string{"a:Queue for {lang} customers", "b:Longer opening hours of the {line} line", "c:New announcement for the {sale|holidays|price change}", "d:{n} seats for seasonal agents"},
		texts:  []string{"a:From the 1st on we answer in {lang}. Please make a queue with {few} agents, announcement attached.", "b:From {weekday} on we answer until 21:00. Please change the hours of the {line} line and the wallboard.", "c:Text in six languages attached, spoken by the studio. From {weekday} 06:00 on.", "d:{n} agents for the season, start on Monday. Same rights and queues as {colleague}."},
		ends:   []string{"a:Queue is live; two test calls in {lang} went well.", "b:Hours are changed and tested with two calls.", "c:Announcement is in; recording of a test call attached.", "d:All {n} seats are ready."},
	},
	{
		key: "quota", service: "Mail", team: demoServiceDesk, sub: "Mailbox", tags: "mail", from: "", weight: 2, rate: "33",
		titles: []string{"a:Larger mailbox for {caller}", "b:Forward my mail to {colleague} during parental leave", "c:Out-of-office for {newcomer} (left)"},
		texts:  []string{"a:The archive helps, but I work with drawings of 30 MB each and am full again every other week.", "b:I will be away from the 1st on for {3-12} months. {Colleague} stands in. Please set forwarding and the text below.", "c:{newcomer} left without an out-of-office. Customers wait for answers that never come. Text is attached."},
		ends:   []string{"a:You have 20 GB more; drawings fit better into the exchange folder, though.", "b:Set as wished; it ends by itself on the day of your return.", "c:Text is set, mail goes to {colleague}."},
	},
}

// request makes up a service request.
func (d *demoDesk) request(p *demoPlan, no model.ID) *model.Import {
	o := &demoOrders[p.theme]
	w := &d.words
	caller := d.caller(o.from)
	w.begin(p.at, caller, o.vars)
	w.is = p.is
	title := d.title(o.titles)
	impact, urgency := d.rating(o.rate, p)
	approver := o.approve
	if approver == "head" {
		approver = caller.head()
	}
	channel := "portal"
	if d.chance(25) {
		channel = "email"
	}
	l := &demoLife{now: d.now, kind: model.Request, past: make([]model.Past, 0, 10)}
	l.create(p.at, caller.name, demoText(model.FieldTitle, title), demoText(model.FieldDescription, w.pick(o.texts)),
		demoNum(model.FieldImpact, impact), demoNum(model.FieldUrgency, urgency), demoNum(model.FieldPriority, model.PriorityOf(impact, urgency)),
		demoRef(model.FieldRequester, caller.name), demoRef(model.FieldTeam, o.team), demoRef(model.FieldService, o.service),
		demoText(model.FieldCategory, "Request"), demoText(model.FieldSubcategory, o.sub), demoText(model.FieldTags, d.tags(o.tags, caller)),
		demoText(model.FieldChannel, channel), demoText(model.FieldLocation, caller.dept.site))
	d.requestStory(l, p, o, approver)
	return d.finish(l, p, no)
}

// requestStory lets the request be approved and fulfilled.
func (d *demoDesk) requestStory(l *demoLife, p *demoPlan, o *demoOrder, approver string) {
	w := &d.words
	s := d.story(p, d.promises.of(model.Request, 0, o.sub), false)
	desk := d.member(demoServiceDesk)
	owner := d.member(o.team)
	w.owner = owner
	switch {
	case p.open && d.untouched(p, s.budget, 4):
		return
	case p.fate == demoCanceled:
		l.comment(s.next(30), l.caller, w.say("{I found one in the drawer|{Colleague} gave me theirs|The project was stopped}, please cancel this. Thank you!"))
		l.move(s.next(10), desk, model.StateCanceled, "", demoNum(model.FieldReason, model.Unneeded))
		return
	case approver != "":
		l.move(s.early(8), desk, model.StateWaitingApproval, "", demoRef(model.FieldApprover, approver))
		if p.open && d.now-p.at < 4*86400 && d.chance(35) {
			return
		}
		if p.fate == demoRejected {
			l.move(s.next(30), approver, model.StateRejected, w.say("{Not in this year's budget|We have a spare one in {dept}, please use that|The standard device is enough for this|Please ask again with the project's cost centre}."))
			return
		}
		l.move(s.next(25), approver, model.StateApproved, "")
	}
	l.assign(s.early(10), owner, owner)
	l.move(s.next(8), owner, model.StateFulfilling, "")
	d.middle(l, s, o.talk, o.notes, owner, p.open)
	if p.open {
		d.leaveRequest(l, p, s, owner)
		return
	}
	end := s.end()
	l.comment(end, owner, w.pick(o.ends))
	l.move(end, owner, model.StateFulfilled, "")
	d.close(l, owner)
}

// leaveRequest ends the story of an open request in the middle.
func (d *demoDesk) leaveRequest(l *demoLife, p *demoPlan, s *demoStory, owner string) {
	switch n, late := d.rng.IntN(100), d.waits(p, s); {
	case n < 18 || late && n < 60:
		l.note(s.next(10), owner, d.words.say("Ordered from the wholesaler, order {40000-89999}, delivery {tomorrow|on Thursday|in a week}."))
		l.hold(l.last(), owner, model.AwaitingVendor)
	case n < 28 || late:
		l.comment(s.next(10), owner, d.words.say("Hello {first}, {which cost centre shall it be booked to|from which day on do you need it|who stands in for you when you are away}?"))
		l.hold(l.last(), owner, model.AwaitingCaller)
	}
}
