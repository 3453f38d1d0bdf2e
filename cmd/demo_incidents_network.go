package cmd

// demoNetworkThemes are incidents of lines, wireless, telephones, and of who may log in.
var demoNetworkThemes = []demoTheme{
	{
		key: "vpn-login", service: "Remote access", team: demoNetwork, category: "Network", sub: "VPN", tags: "vpn",
		weight: 8, rate: "32 22 31 33", first: true, item: "{pc}", from: "europe",
		vars: []string{"err=gateway busy|session limit reached|too many sessions", "gw=vpn-eu1|vpn-eu2"},
		titles: []string{
			"a:VPN login ends in \"{err}\" ({site})", "a:No VPN from home since {clock}: {err}", "a:VPN: {err} on {gw}", "a:Cannot open file shares from home, VPN says {err}",
			"b:VPN client on {pc} keeps asking for the password", "b:VPN refuses the new password of {user}", "c:VPN second factor never arrives at home ({user})"},
		mail: []string{
			"a:I work from home today and can't get into the VPN. Since {clock} every attempt ends with \"{err}\" after about {20-60} seconds. Restarting the laptop and the router changed nothing, and over my phone's hotspot it is the same.",
			"a:The VPN client says \"{err}\". Yesterday evening it still worked. I have a call with {supplier} at {10-16}:30 and need the price lists from the share before that, please.",
			"b:I changed my password {this morning|yesterday|on Monday}. Mail took it, but the VPN client asks for it again and again. I am sure that I type it right.",
			"c:The VPN wants the second factor, but no message comes to my phone. In the office it never asks me."},
		call: []string{
			"a:{Caller} calls from home. The client on {pc} stops at \"{err}\" since {clock}. Web pages and mail open, so the line is fine. Client version {ver}, gateway `{gw}`.",
			"b:VPN stopped after the password was changed {this morning|yesterday|on Monday}. The old one is refused, the new one is asked for again. Tried: restart, other Wi-Fi.",
			"c:No push for the VPN's second factor at home. Phone is on mobile data, app is open. Has been waiting for {10-40} minutes."},
		talk: []demoTalk{
			{"a:Hello {first}, which gateway does the client show in its lower left corner? Please also try the other one from the list and tell me what happens.", "It was {gw}. With the other one I get in at once. Why does it pick the bad one?"},
			{"a:Could you quit the client from the tray (right click, Quit), wait a minute and connect again? I have removed your old session on our side.", "Did that and now it connects. Thank you!"},
			{"b:Hello {first}, please open Settings, *Saved logins*, delete the line \"ostervik-vpn\", and connect again.", "There were two lines of that name. Deleted both and it works."}},
		notes: []string{
			"a:Log on {gw}: `reject user={user} reason=session-limit active=2`. Two stale sessions from yesterday, both from {pc}.",
			"a:{gw} has {212-240} of 240 licences in use at this hour. Nothing wrong with the client itself.",
			"b:Account is fine: not locked, member of `vpn-users`. The client sends the old password from its store.",
			"c:Registered device is the phone from before the exchange."},
		ends: []demoEnd{
			{"fixed", "a:Removed two stale sessions on {gw}; login works again."},
			{"workaround", "a:Caller uses the other gateway until the licence pool of {gw} is enlarged."},
			{"known-error", "a:Licence pool of {gw} runs out at peak hours; the problem record has the workaround."},
			{"advice", "b:The client had kept the old password. Showed how to clear it under Settings, Saved logins."},
			{"fixed", "c:Registered the new phone after an identity check; push arrives."}},
	},
	{
		key: "vpn-drop", service: "Remote access", team: demoNetwork, category: "Network", sub: "VPN", tags: "vpn,home-office",
		weight: 5, rate: "32 33 32 22", item: "{pc}", from: "office", vars: []string{"min=5|8|10|15|20|30"},
		titles: []string{"a:VPN drops every {min} minutes", "a:Remote session freezes whenever VPN reconnects ({site})", "b:VPN unstable since client {ver}", "b:Video calls break off with VPN client {ver}"},
		mail: []string{
			"a:My VPN disconnects about every {min} minutes {lately}. It comes back by itself after half a minute, but the finance client loses the record that I am typing. My internet is fibre and stays up during the drops, I watched it.",
			"b:Since the VPN client was updated to {ver} the tunnel falls over all the time, always when I carry the laptop to another room. Three colleagues say the same. Is there a way to go back to the old version?"},
		call: []string{"a:{Caller} reports VPN drops every {min} minutes on {pc}. Home router is two years old, signal is good. Drops also with a cable.",
			"b:Calls break off since client {ver}, each time the Wi-Fi changes at home (mesh with three boxes)."},
		talk: []demoTalk{
			{"Hello {first}, please start the client with *Collect diagnostics*, wait for the next drop and send me the file it makes.", "Attached. It dropped at {clock} and twice more since."},
			{"a:Which provider do you have at home, and does the router show an IPv6 address?", "It says DS-Lite and there is an IPv6 address, yes."}},
		notes: []string{
			"a:Diagnostics show `DPD timeout, peer not responding` every {min} min. Path MTU {1380-1460}; client is set to 1500.",
			"b:Client {ver} resets the tunnel when the Wi-Fi roams between two access points with the same name. Vendor knows it."},
		ends: []demoEnd{
			{"fixed", "a:Lowered the tunnel MTU to 1380 in the caller's profile; no drop in {4-20} hours."},
			{"by-caller", "a:Caller's provider replaced the router; the drops stopped."},
			{"workaround", "b:Rolled the client back to {ver2}; the vendor promises a fix in the next release."}},
	},
	{
		key: "wifi-weak", service: "Office network", team: demoNetwork, category: "Network", sub: "Wi-Fi", tags: "wifi",
		weight: 6, rate: "32 33 22 32", item: "{ap}",
		titles: []string{"a:Wi-Fi very slow in {room} ({site})", "a:Wi-Fi drops during video calls, {floor}", "a:Downloads crawl around {desk}", "b:Wi-Fi in {room} keeps asking to sign in again", "c:Weak signal in {room} ({site})", "c:One bar of Wi-Fi at {desk}"},
		mail: []string{
			"a:On the {floor} the Wi-Fi is hardly usable {lately}. Downloads crawl and calls break up. At the window it is better. About {4-18} people sit here.",
			"b:In {room} my laptop loses the Wi-Fi every few minutes and asks to sign in again. The others beside me have it too.",
			"c:Around {desk} and in {room} the wireless signal shows one bar. We have customers in there {soon} and need to show the new catalogue online."},
		call: []string{"a:{Caller} says the Wi-Fi on the {floor} is slow for everybody. Cable works.", "b:Laptop loses the Wi-Fi in {room} every few minutes and asks to sign in again. Cable works.", "c:Signal at {desk} is too weak for calls; caller sits in the corridor now."},
		talk: []demoTalk{{"b:Hello {first}, do you see the network *Ostervik-Staff* twice in the list, and which one has more bars?", "Twice, yes. One has full bars but that one does not let me in."}},
		notes: []string{
			"a:{ap} shows {38-71} clients on 2.4 GHz, none on 5 GHz. Band steering was off after the last firmware.",
			"b:{ap} lost its link to the sign-on server and offers the network all the same.",
			"c:Survey with the handheld: -{74-86} dBm at the desk. The nearest access point has rebooted {3-9} times this week (power budget of the switch)."},
		ends: []demoEnd{
			{"fixed", "a:Switched band steering on again for {ap}; clients moved to 5 GHz and speed is normal."},
			{"no-fault-found", "a:Measured twice on different days, signal and speed were good. Caller will write again if it returns."},
			{"fixed", "b:Restarted {ap} and renewed its certificate; sign-in holds."},
			{"fixed", "c:Replaced the power injector of {ap}; it has been up since."}},
	},
	{
		key: "lan-port", service: "Office network", team: demoNetwork, category: "Network", sub: "Cabling", tags: "lan",
		weight: 3, rate: "33 32 32", item: "{switch}", from: "office", vars: []string{"sock={1-4}-{10-48}"},
		titles: []string{"a:Network socket {sock} at {desk} is dead", "a:No cable network after the move to {desk}", "b:Dock at {desk} lost the network, Wi-Fi works"},
		mail:   []string{"a:We moved to {desk} and the network socket in the floor box does nothing. The dock's light stays dark. The neighbour's socket works with the same cable.", "b:My dock at {desk} has had no network since {clock}. I plugged in the old phone for a moment, maybe that was not wise."},
		call:   []string{"a:Caller has no cable network at {desk}. Cable and dock were swapped with a neighbour's, same result. Needs it for large drawings.", "b:No link at {desk} since {clock}; a phone had been plugged in."},
		talk:   []demoTalk{{"a:Hello {first}, there is a label of the form `2-17` on the socket. Could you send me what it says?", "It says {sock}, and under it somebody wrote \"defect?\" with a pencil."}},
		notes:  []string{"a:Patch for socket {sock} was removed when the printer moved. Free port on {switch}, VLAN {20-48}.", "b:Port on {switch} is err-disabled: `port-security violation, mac {mac}`."},
		ends: []demoEnd{
			{"fixed", "a:Patched socket {sock} to {switch}; link is up at 1 Gbit/s."},
			{"fixed", "b:Cleared the security violation on {switch}; the phone's port is a different one, showed where."}},
	},
	{
		key: "switch-down", service: "Office network", team: demoNetwork, category: "Network", sub: "Switch", tags: "monitoring,lan",
		weight: 3, rate: "21 22 12 22", item: "{switch}", monitored: true, vars: []string{"lost=12-44", "psu=1|2", "flaps=6-30"},
		titles: []string{"a:{switch} unreachable, {lost} devices behind it", "b:Uplink of {switch} flaps", "c:{switch}: power supply {psu} failed"},
		alert: []string{
			"a:Beacon: `{switch}` ({ip}) does not answer ping since {alarm}. {lost} devices behind it are marked unreachable.\n\n```\n{stamp} PING {switch} 100% loss\n{stamp} SNMP {switch} timeout\n{stamp} LLDP neighbour core-{loc}-1 te1/0/{4-22} lost\n```",
			"b:Beacon: interface te1/1/1 of `{switch}` changed state {flaps} times in 10 minutes. Threshold is 4.",
			"c:Beacon: `{switch}` reports `PSU {psu}: failed`. The other one carries the load."},
		notes: []string{
			"a:No light in the rack of the {floor}: the breaker is out.",
			"b:Light on the fibre was -{24-31} dBm. Cleaned the connector, now -{6-9} dBm.",
			"c:Console log: `%PLATFORM_ENV-1-PSU: Power supply {psu} failed`. Spare is in the rack room cabinet."},
		ends: []demoEnd{
			{"no-fault-found", "a:The electrician had the floor's breaker out for {5-25} minutes. Asked Facilities to announce it next time."},
			{"fixed", "a:Breaker of the rack had tripped; put back, all {lost} devices are up."},
			{"fixed", "b:Cleaned and re-seated the uplink fibre of {switch}; no flap in two hours."},
			{"fixed", "c:Replaced power supply {psu} of {switch} with the spare, ordered a new spare."}},
	},
	{
		key: "site-slow", service: "Office network", team: demoNetwork, category: "Network", sub: "Site link", tags: "wan",
		weight: 3, rate: "22 21 22 32", from: "latam tokyo care lodz venlo finance", item: "wan-{loc}-1",
		titles: []string{"a:Everything slow from {site} since {clock}", "a:Line of {site} is full", "a:File shares take minutes to open in {site}", "b:{Site}: video calls with Göteborg break up", "b:Loss on the line to {site}"},
		mail: []string{
			"a:Since {clock} all systems in Göteborg are very slow from {site}: the share needs a minute per folder, the finance portal times out. The local internet is fast. All {6-22} of us have it.",
			"b:Calls with headquarters freeze every few minutes, sound first, then the picture. It started {on Monday|yesterday|after the weekend}. Can somebody look at the line?"},
		call:  []string{"a:{Caller} reports for the whole office {site}: network to Göteborg slow since {clock}. Local printing and web are normal.", "b:Calls between {site} and Göteborg break up for everybody since {clock}; the phone lines are fine."},
		talk:  []demoTalk{{"a:Hello {first}, I see the line full with one large transfer. Does anybody upload videos or photos to the share right now?", "Yes, the photographer's pictures, 60 GB. They can do it tonight."}},
		notes: []string{"a:Top talker is {ip} with {78-96} % of the line: upload to the share.", "b:`mtr` shows {180-310} ms and {2-9} % loss from hop 5 on, inside the carrier. Opened a fault there."},
		ends: []demoEnd{
			{"advice", "a:Uploads of picture sets now run after 20:00; showed how to schedule them."},
			{"fixed", "a:Gave voice and portal traffic of {site} precedence over file copies."},
			{"fixed", "b:The carrier repaired a damaged fibre; delay is back at its usual value."}},
	},
	{
		key: "dns", service: "Office network", team: demoNetwork, category: "Network", sub: "DNS", tags: "dns",
		weight: 2, rate: "32 22 22", item: "dns-{loc}-2",
		vars:   []string{"name=portal|wms|reports|files|labels|intranet"},
		titles: []string{"{name}.ostervik.example is not found from {site}", "Name resolution of {name} fails now and then ({site})", "\"Server not found\" for {name}, only in the office", "\"{name}\" opens by address, not by name ({site})"},
		mail:   []string{"The page {name}.ostervik.example gives \"server not found\", but only some of the time. A colleague gave me the address {ip} and with that it opens. Other pages are fine."},
		call:   []string{"Caller can't open {name}: `DNS_PROBE_FINISHED_NXDOMAIN`. Works on the phone's network. `nslookup` on the second server gives nothing."},
		notes:  []string{"dns-{loc}-2 has the zone of {2-6} days ago: `transfer failed: not authorised`. The key was renewed on the first server only.", "Record of {name} has an old address on one of three servers."},
		ends: []demoEnd{
			{"fixed", "Renewed the transfer key on dns-{loc}-2 and loaded the zone; all three servers answer alike."},
			{"fixed", "Removed the stale record of {name} and shortened its lifetime to five minutes."}},
	},
	{
		key: "guest-wifi", service: "Office network", team: demoNetwork, category: "Network", sub: "Guest Wi-Fi", tags: "wifi,guest",
		weight: 2, rate: "33 32", from: "goteborg", vars: []string{"code={ABC|KLM|QRS|TUV}-{1000-9899}"},
		titles: []string{"a:Guests in {room} get no sign-in page", "a:Visitors of {supplier} can't get on the guest network", "b:Guest Wi-Fi code {code} is refused", "b:Guest codes of reception do not work today"},
		mail:   []string{"a:Our visitors from {supplier} sit in {room} and their laptops join Ostervik-Guest but no page comes up to enter the code.", "b:I printed the codes this morning at reception, but {code} and the others are \"not valid\". We have {few} guests waiting in {room}."},
		call:   []string{"a:{Caller} has {few} guests in {room} who can't get online. Phones join, the sign-in page stays white.", "b:Reception's codes for today are refused, also {code}, which was printed an hour ago."},
		notes:  []string{"a:Portal certificate expired last night: `NET::ERR_CERT_DATE_INVALID`.", "b:Codes were made for the day before; reception's page shows UTC."},
		ends: []demoEnd{
			{"fixed", "a:Installed the new certificate on the guest portal; the page opens."},
			{"workaround", "b:Gave reception codes that are valid for a week; the day codes are being repaired."}},
	},
	{
		key: "firewall-block", service: "Office network", team: demoNetwork, category: "Network", sub: "Firewall", tags: "firewall,partner",
		weight: 3, rate: "21 22 32", item: "fw-{loc}-1", from: "transport shop finance buying",
		titles: []string{"a:Connection to {partner}.example times out", "a:{Carrier} interface refused by the firewall since {clock}", "a:Upload to {bank} blocked", "b:Portal of {carrier}: \"blocked by policy\"", "b:Partner page {partner}.example says \"blocked by policy\""},
		mail:   []string{"a:Since {clock} nothing goes through to them any more. Our program says `connect: connection timed out`, theirs sees nothing arrive. They changed their addresses last week and told us by mail.", "b:The page that I use every day shows \"blocked by policy {100-480}\" since {clock}. I must book today's trucks before {13-16}:00."},
		call:   []string{"a:{Caller}: connection to the partner times out since {clock}. They say it leaves us and never arrives.", "b:Page blocked by policy since {clock}. Was fine yesterday, needed for today's bookings."},
		talk:   []demoTalk{{"a:Hello {first}, did the partner send a list of their new addresses? I need it to open the rule.", "Forwarded it to you: two new networks, both in the mail's last table."}},
		notes:  []string{"a:Deny in log: `src={ip} dst=198.51.100.{10-240} port=443 rule=default-deny`. The partner's new range is in no object.", "b:Category filter lists the page as \"parked domain\" since this morning."},
		ends: []demoEnd{
			{"fixed", "a:Added the partner's new networks to the rule; connection tested with the caller."},
			{"fixed", "b:Had the site put into its right category and exempted it until the list is updated."}},
	},
	{
		key: "locked", service: "Single sign-on", team: demoServiceDesk, category: "Access", sub: "Account", tags: "account",
		weight: 9, rate: "33 32 32 31", first: true,
		titles: []string{"a:Account {user} locked", "a:{Caller} locked out after the holidays", "a:Can't log on to {pc}: account locked", "b:Account {user} locks again and again", "b:Locked out again, third time {this week|since Monday|today}"},
		mail: []string{"a:From a colleague's computer: my account is locked and I can't even open mail. Too many holidays, too many passwords.",
			"b:My account locks itself every hour or so. I do nothing wrong, I don't even type. It began when I changed the password on {Monday|Tuesday|Wednesday}."},
		call: []string{
			"a:Caller is locked out since {clock}, typed the new password wrongly {3-6} times. Identity checked by staff number and line manager's name.",
			"b:Account of {caller} locks again and again. It started when the password was changed on {Monday|Tuesday|Wednesday}. Has a tablet at home with mail on it."},
		talk:  []demoTalk{{"b:Hello {first}, I have unlocked you. Do you have a phone or tablet that still knows the old password?", "Oh. The tablet in the kitchen. I will change it tonight."}},
		notes: []string{"a:{5-8} wrong passwords from `{pc}` within a minute, then locked. No other source.", "b:Sign-in log: {8-40} failures from an old mail client on a phone, address in {site}.", "b:Lockout source is `{pc}`: mapped drive with a stored password."},
		ends: []demoEnd{
			{"fixed", "a:Unlocked the account, caller logged on while on the phone."},
			{"advice", "b:Unlocked; the old phone kept trying. Caller removed the mail account there."},
			{"fixed", "b:Removed a stored password on {pc} that locked the account every half hour."}},
	},
	{
		key: "password", service: "Single sign-on", team: demoServiceDesk, category: "Access", sub: "Password", tags: "password",
		weight: 7, rate: "33 32 32", first: true, vars: []string{"app=finance portal|warehouse system|people portal|laptop"},
		titles: []string{"a:Password expired during leave", "a:Forgot password after {two|three|four} weeks of leave", "b:Password reset code goes to an old number", "b:Self-service reset does not work for {user}", "c:New password works for mail, not for the {app}"},
		mail:   []string{"a:I am back from leave and the password has run out. The page wants the old one to set a new one, and that one I no longer know.", "b:The reset page sends a code to a phone number that I no longer have. How do I change the number without logging in?", "c:I changed the password today. Mail took it, the {app} wants the old one."},
		call:   []string{"a:Caller forgot the password over the holidays. Identity confirmed by {head}.", "b:Self-service reset sends its code to a private number of {few} years ago. Identity confirmed by {head}.", "c:Password was changed today, mail took it, the {app} wants the old one. Caller is at home without VPN."},
		notes:  []string{"c:Laptop had not seen the domain for {20-70} days, it works with the cached password."},
		ends: []demoEnd{
			{"fixed", "a:Set a temporary password after checking the caller's identity; changed at first logon."},
			{"fixed", "b:Stored the new phone number, self-service reset works now."},
			{"advice", "c:Explained that the laptop must be on the VPN once before it learns the new password."}},
	},
	{
		key: "mfa-phone", service: "Single sign-on", team: demoIdentity, category: "Access", sub: "Second factor", tags: "mfa",
		weight: 6, rate: "33 32 32", first: true,
		titles: []string{"a:New phone, authenticator codes are gone", "a:Second factor must be reset, new phone ({user})", "b:Authenticator codes are refused since {clock}", "b:No code of the authenticator is accepted", "c:Lost phone, please block it ({user})", "c:Phone stolen on the way to work: {caller}"},
		mail:   []string{"a:I got a new phone yesterday and the authenticator app is empty. I can't log in anywhere. The old phone was already wiped in the shop.", "b:The six digits from the app are refused, all of them, since {clock}. I did not change anything.", "c:My phone is gone, probably on the {train|ferry|tram}. Please block it. I also need a way to log in until I have a new one."},
		call:   []string{"a:New phone, authenticator is empty, old one is wiped. Identity to be shown by video.", "b:Codes from the app are refused. Phone's clock is {3-9} minutes ahead of the wall.", "c:Caller lost the phone on the {train|ferry|way to work}. Asks to block it and to get in with a replacement."},
		talk:   []demoTalk{{"ac:Hello {first}, I need to see you for the reset: please join the short video call in the link with your staff card at hand.", "Joined and done. That was quick."}},
		notes:  []string{"b:Sign-in log: `mfa denied: code out of window`. Time on the phone was set by hand.", "ac:Identity shown by video call with staff card; second factor reset, old device removed."},
		ends: []demoEnd{
			{"fixed", "a:Reset the second factor after an identity check; caller registered the new phone."},
			{"advice", "b:Set the phone's clock to automatic; codes are accepted again."},
			{"fixed", "c:Old device blocked and wiped, hardware key handed out."}},
	},
	{
		key: "sso-loop", service: "Single sign-on", team: demoIdentity, category: "Access", sub: "Sign-on", tags: "sso",
		weight: 4, rate: "32 21 22 33",
		vars:   []string{"app=finance portal|people portal|intranet|travel tool|supplier portal|ticket board", "code=AADX5{1000-9999}"},
		titles: []string{"a:Sign-in loops on the {app}", "a:{App} sends me to the sign-in page for ever", "b:{App}: \"we could not sign you in\" ({code})", "b:{code} when opening the {app}"},
		mail:   []string{"a:The {app} sends me to the sign-in page, says welcome for a second, and sends me there again. In a private window it works. Chrome {120-139}, laptop {pc}.", "b:The {app} says \"we could not sign you in, {code}\". Others in {dept} can open it. I have had it since the {app} got its new look."},
		call:   []string{"a:Sign-in loop on the {app} for {caller} since {clock}; other pages fine.", "b:Caller gets `{code}: assertion audience invalid` when opening the {app}. Others in {dept} can open it."},
		talk:   []demoTalk{{"a:Hello {first}, please delete the cookies of `login.ostervik.example` only (padlock, cookies) and try again.", "After deleting them it went through once, now it loops again."}},
		notes:  []string{"a:Clock of the second sign-on server was {90-240} s behind; tokens are \"not yet valid\" there.", "b:Token is issued for the old address of the {app}. Two app registrations have nearly the same name."},
		ends: []demoEnd{
			{"fixed", "a:Time service on the second sign-on server repaired; no loop since."},
			{"workaround", "a:Works after clearing the sign-on cookies; the app team removes the old cookie with the next release."},
			{"fixed", "b:Corrected the audience in the registration of the {app}."}},
	},
	{
		key: "group-missing", service: "Single sign-on", team: demoIdentity, category: "Access", sub: "Rights", tags: "rights,mover",
		weight: 4, rate: "33 32 32", vars: []string{"app=finance portal|people portal|supplier portal"},
		titles: []string{"a:Rights lost after moving to {dept}", "a:No access to the folders of {dept} since {clock}", "b:{Caller} can no longer approve in the {app}", "b:Approvals in the {app} are gone after role change"},
		mail:   []string{"a:I moved to {dept} on the first of the month. Since today my old folders are gone (fine) but the new ones are closed as well, and {colleague} says I should see them.", "b:Since my new role the button *Approve* in the {app} is grey. {11-60} documents wait for me, and {colleague} is on leave."},
		call:   []string{"a:Caller changed departments and now lacks all rights of the new one. HR data is right: {dept}, manager {head}.", "b:Caller can't approve in the {app} since the role change on the 1st."},
		talk:   []demoTalk{{"b:Hello {first}, I see your old role is gone and the new one waits for {head} to confirm. I have sent a reminder.", "Just asked, it is approved now."}},
		notes:  []string{"a:Mover flow removed 14 groups and added 0: department code from HR was sent with a trailing blank.", "b:Approval of the new role is stuck with {colleague}, who is on leave; delegated to {head}."},
		ends: []demoEnd{
			{"fixed", "a:Ran the mover flow again with the corrected department; caller sees all folders."},
			{"fixed", "b:{Head} confirmed the role; rights arrived within ten minutes."}},
	},
	{
		key: "leaver-active", service: "Single sign-on", team: demoIdentity, category: "Security", sub: "Leaver", tags: "leaver,security",
		weight: 1, rate: "22 21", from: "hr audit",
		titles: []string{"Account of {newcomer} still active {4-30} days after leaving", "Leaver {newcomer} logged on yesterday", "Leaver {newcomer} still gets the weekly figures"},
		mail:   []string{"While checking the leaver list I noticed that {newcomer} (left on the {4-19}th) still has an active account, with a sign-in yesterday at {clock}. Please close it and tell us where from."},
		notes:  []string{"Sign-in was the calendar sync of the private phone, no data download. Token revoked.", "Contract end in HR was set after the nightly run and the run only looks at *today*."},
		ends:   []demoEnd{{"fixed", "Account closed, sessions revoked, sign-in log given to Audit. The leaver run now looks back 60 days."}},
	},
	{
		key: "phone-audio", service: "Telephony", team: demoMessaging, category: "Telephony", sub: "Softphone", tags: "phone",
		weight: 4, rate: "32 33 32", item: "ext. {ext}",
		titles: []string{"a:Callers can't hear me on extension {ext}", "a:Silent microphone on the softphone of {pc}", "b:One-way audio on outside calls ({site})", "b:Ext. {ext}: outside calls are silent on one side", "c:Crackling on all calls of extension {ext}"},
		mail:   []string{"a:On my softphone I hear the other side but they don't hear me. With the browser version it works.", "b:On calls to outside I hear nothing while the other side hears me well. Inside calls are fine. Since {clock}.", "c:All my calls crackle like a fireplace. Colleagues are fine. I wear the same headset as everybody."},
		call:   []string{"a:{Caller}, ext. {ext}: others hear nothing. Rang back on the mobile.", "b:{Caller}, ext. {ext}: one-way audio on outside calls only, since {clock}.", "c:{Caller}, ext. {ext}: crackling on all calls; heard it while talking."},
		talk:   []demoTalk{{"a:Hello {first}, I called you just now and heard nothing. Which microphone is chosen under Settings, Audio?", "It said \"Webcam\". I chose the headset and now it works, sorry!"}},
		notes:  []string{"a:Driver update had switched the default microphone to the webcam.", "b:RTP goes out to {ip} and nothing comes back: the media range is not open for the new gateway.", "c:Cable of the headset has a break near the plug."},
		ends: []demoEnd{
			{"advice", "a:The wrong microphone was selected; showed where to choose it."},
			{"fixed", "b:Opened the media ports for the second voice gateway; both ways audible."},
			{"fixed", "c:Replaced the headset."}},
	},
	{
		key: "hotline-queue", service: "Contact centre", team: demoMessaging, category: "Telephony", sub: "Queue", tags: "phone,customers",
		weight: 3, rate: "21 22 12 22", from: "care",
		vars:   []string{"q=Spanish|French|German|Polish|Nordic|delivery|returns", "sec=20-55", "idle=6-14"},
		titles: []string{"a:{Q} queue sends calls to nobody", "a:Wallboard shows 0 agents on the {q} line though {idle} are logged in", "b:Calls to the {q} line end after {sec} seconds"},
		mail:   []string{"a:Customers on the {q} line wait for ever while {idle} of us sit idle and logged in. The wallboard says nobody is available. Logging on again helps for about an hour.", "b:Calls on the {q} line are cut off after {sec} seconds, in the middle of the announcement. Customers call three times and are not in a better mood then."},
		call:   []string{"a:Shift lead {caller}: nobody on the {q} line gets calls though {idle} agents are free.", "b:Shift lead {caller}: calls on the {q} line are cut off after {sec} s since {clock}. About {10-60} customers affected so far."},
		talk:   []demoTalk{{"a:Hello {first}, does it also happen to agents who log on without the headset plugged in?", "We tried with two people. It makes no difference."}},
		notes:  []string{"a:Skill of the {q} group was emptied by the nightly sync from the shift plan (file had no rows).", "b:Announcement file of the {q} line is damaged at {sec} s; the system hangs up at its end."},
		ends: []demoEnd{
			{"fixed", "a:Restored the group's skills and guarded the sync against an empty file."},
			{"fixed", "b:Loaded the announcement again from the archive; calls go through."}},
	},
	{
		key: "mobile-data", service: "Telephony", team: demoServiceDesk, category: "Telephony", sub: "Mobile", tags: "phone,travel",
		weight: 3, rate: "33 32", first: true, from: "traveller",
		titles: []string{"a:No mobile data in {Shenzhen|Oporto|İstanbul|Kyōto|Curitiba|Hanoi}", "a:Roaming does not work, {caller} is travelling", "b:eSIM of {caller} not active on the new phone", "b:New company phone shows \"no service\""},
		mail:   []string{"a:I am travelling and the phone has had no data since landing. Calls work. I need mail and the supplier photos, and hotel Wi-Fi is hopeless. Please switch on whatever must be switched on.", "b:I moved to the new phone and the eSIM says \"used on another device\". The old one was given back {yesterday|last week}."},
		call:   []string{"a:Caller stands in a supplier's showroom without data since the landing; calls work.", "b:Caller's new phone says that the eSIM is used on another device. Old phone was given back {yesterday|last week}."},
		notes:  []string{"a:Roaming option was only booked for Europe. Booked *World 30 days*.", "b:Profile was still bound to the old device; released in the carrier's portal."},
		ends: []demoEnd{
			{"fixed", "a:Booked the roaming option; data works after a restart of the phone."},
			{"fixed", "b:Released the old device at the carrier and sent a new eSIM code."}},
	},
}
