package classify

import (
	"cmp"
	"strings"
	"sync"
)

// asking knows the words of one language around questions.
type asking struct {
	greeting, closing *phrase // at the start of a line
	informs           *phrase // that what follows is for information only, which is no greeting
	thanks            *phrase // thanks
	titles            *phrase // a whole title above questions
	ordinal           *phrase // "Spørgsmål 2:" at the start of a line
	follows           *phrase // a sentence that goes on with the question before it
	addendum          *phrase // a paragraph that says what the answer to the question above it should hold
	back              *phrase // a sentence that points back to the one before it
	courtesy          *phrase // a whole sentence that is polite and asks nothing
	request           *phrase // a sentence that asks without a question mark
	turned            *phrase // the same within a sentence, as with the verb first
	orders            *phrase // a sentence that tells to tell
	announces         *phrase // anywhere in a line before a list that makes its items questions
	promises          *phrase // anywhere in a line before a list that makes anything in it a question
	parted            *phrase // anywhere in a line before a list that makes its items parts of one question
	opener            *phrase // how a question or an order to tell begins
	asker             *phrase // a question word
	wonders           *phrase // how a question begins that has no mark
	hands             *phrase // anywhere in what asks for an answer to a mail that is passed on
	sums              *phrase // how a sentence comes to what is really asked
	counts            *phrase // anywhere in a sentence that comes to what is really asked
	leads             *phrase // a sentence that turns to the next question
	months            *phrase // what makes "1." a date
	short             map[string]bool
	longest           int // bytes of the longest of these
}

// phrases are the alternatives of each expression; they are joined to one.
type phrases struct {
	greeting, closing, informs, thanks, titles, ordinal, follows, addendum, back, courtesy, request, turned, orders, announces, promises, parted, opener, asker, wonders, hands, sums, counts, leads, months, short string
}

// wishes are whole sentences that ask for an answer by a day, or soon, and for
// nothing else: "Jeg beder om svar senest d. 10/12".
const wishes = `((jeg|vi) (beder|anmoder|ønsker|håber|imødeser|vil (også |meget )?(gerne )?(bede|anmode|have)|ser gerne|skal bede|skulle gerne have) ?(om |på )?(at (få|modtage|have) )?|(forvaltningen |det |dette |ovenstående |nedenstående |spørgsmål\p{L}* |henvendelsen )?(bedes|ønskes) |svar(et)? (bedes|ønskes|udbedes) ?)` +
	`((venligst|gerne|et|en|skriftligt?|hurtigt?|snarligt?|samlet|endeligt|svar|svaret|svare|besvaret|besvare|besvarelse|tilbagemelding|herpå|på (mit|mine|ovenstående|nedenstående|disse|dette|det|alle)( \p{L}*spørgsmål\p{L}*)?) ?)*` +
	`(allersenest|senest|inden|før|hurtigst|snarest|straks|i dag|i morgen)( (senest|inden|muligt|for|om|efter|og|den|d\.|kl\.|på|i|af|til|uge|dage?|uger?|timer?|arbejdsdage|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|weekenden|januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december|dag|morgen|\d[\d./:-]*|to|tre|fire|fem|\p{L}*møde(t|rne)?|tak|venligst|gerne|så),?)*`

var phrasesOf = map[string]phrases{
	"da": {
		greeting:  `kære|hej|goddag|god (morgen|dag|aften|eftermiddag)|hejsa|til \S+$|til (borgmester|forvaltning|rette|overborgmester|økonomi|børne|teknik|social|sundhed|kultur|beskæftigelse)\S*`,
		closing:   `(med )?(mange |rigtig |de )?(venlig|bedste|kærlig|god|sommer|jule)\S* hilsen|(med )?(de )?(venlig|bedste|kærlig|mange)\S* hilsner|(med )?venlig hilsen|hilsen|hilsner|mvh\b|m\.v\.h|vh\b|v\.h\.|dbh\b|kh\b|bedste hilsner|på forhånd (mange )?tak|tak på forhånd|ha(v)? en (rigtig )?god|god (dag|weekend|sommer|jul|påske)|jeg (ser|glæder mig) .{0,20}til (at høre|jeres|et svar|svar)|ser frem til|tak for hjælpen|sendt fra (min|mit) [^.,?!]{2,24}$|hent outlook til|(aller)?(venligst|bedst|bedste)[,.!]?$|ha(v|')? det (rigtig )?godt|tusind tak[.!]?$|pft\b|på gensyn`,
		informs:   `til (jeres |din )?(orientering|information|info)`,
		thanks:    `(mange |tusind |stor |hjertelig )?tak\b|på forhånd`,
		titles:    `(mine )?spørgsmål|spm`,
		ordinal:   `spørgsmål|spørgsmål nr\.?|spg\.?|spm\.?|sp\.?|punkt|pkt\.?|ad`,
		follows:   `og |eller |samt |i så fald|hvis (ja|nej|så|ikke|det|man|svaret)|såfremt|i (be|af)kræftende fald|i benægtende fald|herunder|i givet fald|hvorfor ikke|i modsat fald|når ja|hvor mange af (dem|disse)|hvor meget af (det|dette)|hvor (mange|meget|stor en (del|andel)) heraf|hvor stor en (del|andel) af (det|dem|disse|dette)\b|heraf |hvilke(n|t)? (i så fald|af dem|af disse)`,
		back:      `(det|dette|denne|disse|den|de|her|herunder|fx|f\.eks\.|for eksempel|eksempelvis|blandt andet|bl\.a\.|jeg spørger|jeg tænker|jeg mener|baggrunden|altså|dermed|derfor|især|særligt|gerne|svaret|tallene)\b`,
		courtesy:  `(kan|vil|kunne|ville|må|mon|gider) (du|i|de|jeg|man|nogen|forvaltningen)( ikke)?( lige| nok| venligst| mon| måske| også| evt\.?)* (svare|hjælpe|besvare|vende tilbage|spørge|bede|høre fra jer|få et svar|få svar|(kigge|se) på (det|dette|sagen|henvendelsen)|undersøge (det|dette|sagen)|sende svar|svare mig|svare mig på det|svare på (det|dette|spørgsmålet|spørgsmålene|følgende|nedenstående|mine spørgsmål|disse spørgsmål|følgende spørgsmål|nedenstående spørgsmål)|besvare (det|dette|følgende|nedenstående|mine spørgsmål|disse spørgsmål|følgende spørgsmål|nedenstående spørgsmål)|give (mig |ham |hende |borgeren )?(et )?svar( til (mig|ham|hende|borgeren))?|nå (det|at svare|at besvare det)|sende (et )?svar(et)?( til (mig|os))?( direkte)?|(svare på|besvare|se på|kigge på|hjælpe med) (denne|nedenstående|vedhæftede|vedlagte|videresendte) (henvendelse|mail|brev|borgerhenvendelse|spørgsmål)( fra [^?]{1,40})?|hjælpe mig|(hjælpe |svare )(mig |os )?(med |på )(et|to|tre|nogle|et par|lidt) (\S+ )?(spørgsmål|ting)|hjælpe med (det|dette|svar|et svar|at svare|at få svar|følgende|nedenstående)|hjælpe mig med (det|dette|svar|et svar|at svare|at få svar|følgende|nedenstående)|spørge (om noget|jer|dig|forvaltningen|om (et par|nogle|lidt) ting))( hurtigst muligt| hurtigt| snart| snarest| i dag| på det| om det| inden .{1,20}| mig| os| ham| hende| dem| borgeren| vedkommende| direkte| med kopi til (mig|os)| tilbage)*|hvordan går det|hvad siger (i|du)( til (det|dette|sagen|henvendelsen))?( her)?|hvad (kan|skal|må|bør) (jeg|vi) svare( (ham|hende|dem|borgeren|vedkommende))?|er det noget,? (som )?(i|du|forvaltningen) (kan|vil) (svare på|hjælpe med|se på|gøre noget ved)|er det ikke (rigtigt|sandt)|ikke sandt|(nej,? )?vel|ikke|ok|okay|hvem skal jeg spørge|(jeg ved ikke,? om det er |er det )(jer|dig|her|den rigtige adresse|det rette sted)(,? (som )?(jeg|man|vi) skal (spørge|skrive til|henvende (mig|sig|os) til))?|er (jeg|det) (gået|havnet) forkert|hvorfor (spørger|skriver) jeg( så| nu| om det| om dette)*|har i det godt|kan det passe|hvad (er|skal) (det|meningen)|(hører|høre) jeg fra (jer|dig)|er det muligt at (få|have) (et )?svar( (inden|senest|før|i) [^?]{1,30})?|hvornår (kan|får|må) (jeg|vi) (forvente |regne med |få )?(at få )?(et )?svar|må (jeg|vi) (godt )?(have lov (til )?at )?stille (jer |dig |forvaltningen )?(et|nogle|et par|to|tre|lidt) (\S+ )?spørgsmål( (om|til|vedrørende) [^?]{1,60})?|(jeg )?håber,? (at )?(i|du|de) (kan|vil|har) (hjælpe|svare|det godt)( mig| os)?( på (det|dette|følgende|nedenstående))?( med (det|dette|svar|følgende|nedenstående))?|har (i|du|de) (haft )?(det godt|en (rigtig )?(god|dejlig) (dag|weekend|sommer|ferie|jul|påske|uge))|hvordan (har (i|du) det|står det til|går det med jer)|kan (du|i) få (dem|nogen|forvaltningen) til at (svare|besvare)( på)? (det|dette|denne)( her)?|hvordan (er|var|gik) (ferien|weekenden|sommeren|julen|påsken)( gået)?( hos jer)?|hvornår kan (jeg|vi) (forvente|regne med) at (få|høre|modtage) (den|det|dem|besked|noget|en tilbagemelding)( fra jer)?|` + wishes,
		request:   `(jeg|vi) (vil|ville|kunne|skal) (også |desuden |meget |derfor |hermed |endelig |i øvrigt |endvidere |ligeledes |venligst |samtidig |lige |rigtig )*(gerne )?(bede om|anmode (om|forvaltningen)|vide|have (at vide|oplyst|svar på|en redegørelse|en oversigt|et notat)|høre(,| om| hvor| hvad| hvorfor)|spørge(,| om| hvor| hvad| til)|bede (forvaltningen|jer|om))|(jeg|vi) (ønsker|beder|anmoder|søger) (om |at få |oplyst|en |et |forvaltningen|svar)|(jeg|vi) (kunne|vil|ville) (også |desuden )?(godt|gerne) (tænke (mig|os)|lide) (også )?at (vide|få|høre|have|bede om|spørge)|det (bedes|ønskes) (også |desuden |endvidere |derfor |venligst |endelig |samtidig )?(oplyst|belyst)|forvaltningen bedes|(jeg|vi) (spørger|undrer|lurer) .{0,20}\b(om|hvorfor|hvad|hvordan|hvor|hvem|hvornår)\b|(jeg|vi) (tillader (mig|os)|må) (hermed |derfor |også )?(at )?(spørge|bede|anmode)|det (kunne|ville|vil) (også |desuden )?være (rart|godt|fint|nyttigt|interessant|relevant|dejligt) (at (vide|høre|få (oplyst|at vide|en oversigt|et overblik|en redegørelse|svar på))|hvis forvaltningen|om forvaltningen)|vil (også |desuden )?gerne (vide|have (at vide|oplyst))`,
		turned:    `(vil|ville|kunne|skal|må) (jeg|vi) (også |desuden |meget |derfor |hermed |endelig |i øvrigt |endvidere |ligeledes |venligst |samtidig |lige |rigtig )*(gerne )?(bede om|anmode (om|forvaltningen)|vide|have (at vide|oplyst|svar på|en redegørelse|en oversigt|et notat)|høre(,| om| hvor| hvad)|spørge(,| om| hvor| hvad| til))|(kunne|vil|ville) (jeg|vi) (også |desuden )?(godt|gerne) (tænke (mig|os)|lide) (også )?at (vide|få|høre|have|bede om|spørge)|(bedes|ønskes) (det )?(også )?(oplyst|belyst)|bedes forvaltningen|(bedes|anmodes) (venligst |også |desuden |endvidere |derfor |ligeledes |hermed |om |at )*(oplyse|redegøre|besvare|svare|vurdere|bekræfte|forklare|beskrive|fremsende|sende|angive|undersøge|kommentere|belyse|orientere|uddybe|fremlægge|en redegørelse|en oversigt)\b|vil (også |desuden |derfor |meget |hermed )*(gerne )?(bede (om|forvaltningen|jer om)|anmode (om|forvaltningen))|vil (også |desuden |derfor |meget )*gerne (vide|have (at vide|oplyst|svar på|en redegørelse|en oversigt|et notat)|høre(,| om| hvor| hvad)|spørge(,| om| hvor| hvad| til))|(kunne|ville|vil) (det )?(også |desuden )?være (rart|godt|fint|nyttigt|interessant|relevant|dejligt) (at (vide|høre|få (oplyst|at vide|en oversigt|et overblik|en redegørelse|svar på))|hvis forvaltningen|om forvaltningen)`,
		orders:    `bedes (oplyst|besvaret|forvaltningen)|ønskes (oplyst|belyst)|(frem)?send (mig|os|venligst|gerne|desuden|også|en|et) |(oplys|redegør|beskriv|forklar|angiv|bekræft) (venligst|gerne|også|desuden|endvidere|endelig|hvor|hvad|om|for)|gad vide(,| om| hvor| hvad)`,
		announces: `spørgsmål|spørge|vide|oplyst|oplyse|besvare|svar på|følgende|bedes|redegør|nedenstående|høre`,
		promises:  `spørgsmål|svar på|oplyst|oplyse|at vide|vide|besvare|bedes|redegør|ønskes|(anmoder|anmode|beder|bede|ønsker) (hermed )?(om )?(at få )?(følgende|nedenstående)`,
		addendum:  `(redegørelsen|svaret|besvarelsen|oversigten|notatet|opgørelsen|tallene) (bedes|skal|må gerne|ønskes|bør) `,
		parted:    `(fordelt|opdelt|inddelt|delt op|opgjort|specificeret) (på|efter|i|for|pr\.?)|(bedes|skal|bør|må gerne) (indeholde|omfatte)`,
		asker:     `hv(or|ad|em|is|ilke|ordan|orfor|ornår|orvidt|ilket|ilken|orledes)\S*`,
		wonders:   `hv(orfor|ad|em|ordan) (er|har|kan|vil|skal|må|bør|gør|sker|bliver|blev|var|havde|koster|kommer|går|får|findes|mangler|mener|betyder|siger|står|ligger|tager|bruger|sørger|tror|agter|ønsker|foreslår|dækker|ejer|driver|betaler)\b|hvor (mange|meget|lang|langt|længe|ofte|stor|store|højt|tit|gammel|hurtigt) |hvilke\S* |hvornår `,
		hands:     `(svar|svare|besvar|besvare|besvaret|besvarelse af|forholde (jer|sig|forvaltningen sig)|stilling) (også |gerne |venligst |lige |på |til )*(disse |de |det |den )?(hans|hendes|deres|borger\S*|nedenstående|nedenfor|herunder|vedhæftede|vedlagte|videresendte|denne|dette|disse|henvendelse\S*|mailen\S*)\b`,
		sums:      `(derfor |og derfor |så |men )?(er )?(mit|mine|vores|vort) (\p{L}+e |egentlige )?spørgsmål ((til|er|lyder|bliver|og|derfor|altså|så|som følger|følgende|enkelt|enkle|simpelt|kort|helt|nu|forvaltningen|borgmesteren|jer|dig|\p{L}+forvaltningen) ?)*:|(derfor|så derfor|på den baggrund|jeg) (spørger (jeg|vi)|(vil|skal|må) (jeg|vi)( derfor)?( gerne)? spørge|(vil|skal|må) derfor( gerne)? spørge)[^.?!:]{0,40}:`,
		counts:    `(jeg|vi) har (derfor |følgende |kun |blot |bare |et |to |tre |fire |fem |seks |nogle |par |disse |konkrete |enkelte |enkle |korte |helt )+spørgsmål( til (forvaltningen|borgmesteren|jer|\p{L}+forvaltningen))?:`,
		leads:     `(det|den|mit|mine|for det|de) (anden|andet|andre|tredje|næste|sidste)|derudover|desuden|endvidere|dernæst|endelig|så er der|noget (helt )?andet|til sidst|samtidig|på (et )?andet`,
		opener:    `hv(or|ad|em|ilke|is|ordan|orfor|ornår|orvidt|ilket|ilken)\S*|er|har|kan|vil|skal|bør|må|findes|mener|agter|overvejer|gælder|får|bliver|kommer|sker|ved|ser|om|at|oplys|redegør|beskriv|forklar|angiv|bekræft|når|hvilke|i hvilke(t|n)?|i hvor|til hvilke(t|n)?|på hvilke(t|n)?|for hvilke(t|n)?|med hvilke(t|n)?|fra hvilke(t|n)?|hos hvilke(t|n)?|hvorledes`,
		months:    `(januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept|okt|nov|dec)\b|(sal|tv|th|mf|klasse|klasser|klasserne|kvartal|halvår|maj|behandling|etape|reserve|suppleant|viceborgmester|division|række|led|marts)\b`,
		short:     "f.eks bl.a m.v m.m m.fl ca kl nr mio mia kr d jf pct stk tlf adr evt inkl ekskl hhv iht ift mv mfl dvs fx osv pga vedr ang afs afd sct skt chr st gl ndr sdr ll kbh frb fhv jfr mht mhp ifm ifb kap bil att mob lok dr prof cand pr maks min max bem cf ref sml tidl u.å red p s o.l o.lign t.o.m t.h t.v hr fr frk art stk §",
	},
	"en": {
		greeting:  `dear|hi|hello|good (morning|afternoon|evening)|to whom`,
		closing:   `(kind|best|warm|many)? ?regards|(all the |with )?best( wishes)?[,.!]?$|best,|yours|sincerely|thanks( in advance)?$|thank you( in advance| very much)?[.!]?$|cheers|i look forward|sent from my [^.,?!]{2,24}$|get outlook for`,
		informs:   `for (your )?information|fyi`,
		thanks:    `thank`,
		titles:    `(my )?questions?`,
		ordinal:   `question|question no\.?|q\.?`,
		follows:   `and |or |if (so|not|yes|no)\b|why not|how many of (them|these)`,
		back:      `(this|that|these|those|it|for example|e\.g\.|i ask|in particular)\b`,
		courtesy:  `(can|could|would|will|may) (you|i|anyone)( please| kindly)* (help|help (me|us|him|her|them)|look into (it|this)|answer|reply|respond|answer (this|these|the following)|ask( a few things| something| a question)?|help (me |us )?with a (\S+ )?question|get back to me)( soon)?|how are you( doing)?|why (do|am) i ask(ing)?( this)?|am i asking the right (person|place|people)|how is it going|(i )?hope (you are|you're|this finds you|all is) [^?]{1,20}|right|isn't it`,
		request:   `(i|we)(['’]d| would| should) (also |very much )?like (you )?to (know|ask|hear|explain|confirm|state|provide)|(i|we) (also )?(want|need|wish) to (know|ask)|please (also )?(state|say|explain|provide|confirm|describe|let me know|let us know|tell|clarify|list)`,
		turned:    `(i['’]d |would |should )(also |very much )?like (you )?to (know|ask|hear|explain|confirm|state|provide)|(want|need|wish) to (know|ask)|please (also )?(state|say|explain|provide|confirm|describe|let me know|let us know|tell|clarify|list)`,
		announces: `question|following|know|ask|answer|below`,
		promises:  `question|answer|to know`,
		parted:    `(broken down|split|divided|grouped) (by|into)`,
		asker:     `how|what|when|where|which|who|whom|whose|why`,
		hands:     `(answer|reply to|respond to|address) (also )?(his|her|their|the citizen\S*|the resident\S*|the questions?|the points?|the mail|the e-?mail|this|these|what is) `,
		sums:      `(so |therefore |and so )?(my|our) (\p{L}+ )?questions? ((to|is|are|the|administration|mayor|simple|simply|therefore|this|these|as follows) ?)*:|(so |therefore |i therefore )(i )?(ask|must ask|wish to ask|would like to ask)[^.?!:]{0,40}:`,
		counts:    `(i|we) have (therefore |the following |only |just |a |one |two |three |four |five |these |few |simple |concrete |short )+questions?( for (the administration|the mayor|you))?:`,
		leads:     `(the|my|a) (second|third|next|last|other)|also|furthermore|finally|another`,
		opener:    `how|what|when|where|which|who|whom|whose|why|is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|if|whether|please|state|explain|describe`,
		months:    `(january|february|march|april|may|june|july|august|september|october|november|december|floor)\b`,
		short:     "e.g i.e etc mr mrs ms dr no st approx vs fig art cf p pp prof jr sr inc ltd",
	},
	"de": {
		greeting:  `sehr geehrte\S*|liebe\S*|hallo|guten (tag|morgen|abend)|moin`,
		closing:   `mit (freundlich|best|herzlich|viel)\S* gr|(freundliche|viele|beste|herzliche|liebe)\S* gr|mfg\b|vielen dank( im voraus)?[.!]?$|hochachtungsvoll|ich freue mich auf`,
		informs:   `zur (kenntnis|information)`,
		thanks:    `danke|vielen dank`,
		titles:    `frage|(meine )?fragen`,
		ordinal:   `frage|frage nr\.?`,
		follows:   `und |oder |sowie |wenn (ja|nein|nicht)|falls |warum nicht|wie viele davon`,
		back:      `(das|dies|diese|dieser|dieses|es|sie|er|zum beispiel|z\. ?b\.|ich frage|insbesondere|dabei|hierzu)\b`,
		courtesy:  `(können|könnten|würden|darf|dürfte) (sie|ich|wir)( bitte| mir| uns| vielleicht)* (helfen|antworten|weiterhelfen|fragen|etwas fragen)( bitte)?|nicht wahr|oder|wie geht es ihnen|warum (frage|schreibe) ich( das)?`,
		request:   `(ich|wir) (möchte|möchten|würde|würden|bitte|bitten) .{0,20}(wissen|fragen|erfahren|um auskunft|um mitteilung|um beantwortung)|bitte (teilen|nennen|erläutern|erklären|geben) sie`,
		announces: `frage|folgende|wissen|beantwort|auskunft`,
		promises:  `frage|wissen|beantwort|auskunft`,
		asker:     `w(as|er|ie|o|ann|arum|elche|essen|ieso)\S*`,
		hands:     `(beantwort\S*|antwort\S*|stellung) (auch |bitte |auf |zu )*(seine|ihre|deren|die fragen|untenstehende\S*|nachstehende\S*|folgende\S*|diese\S*)\b`,
		sums:      `(daher |deshalb )?(lautet |ist )?(meine|unsere) (\p{L}+ )?fragen? ((ist|sind|lautet|lauten|daher|deshalb|also|einfach|an die verwaltung) ?)*:|(daher|deshalb) (frage ich|fragen wir|möchte ich fragen)[^.?!:]{0,40}:`,
		counts:    `(habe ich|haben wir) (daher |deshalb |nur |folgende |eine |zwei |drei |vier |konkrete |kurze )+fragen?:`,
		leads:     `(die|meine|zum|das) (zweite|dritte|nächste|letzte|andere)|außerdem|ferner|schließlich`,
		opener:    `w(as|er|ie|o|ann|arum|elche|essen|ieso|eshalb|ozu|odurch|oher|ohin|omit|ofür)\S*|ist|sind|hat|haben|kann|können|wird|werden|soll|sollen|darf|muss|gibt|trifft|hält|plant|ob|inwieweit|inwiefern|in wel\S*|seit wann|bis wann|bitte|teilt|sieht`,
		months:    `(januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|quartal|halbjahr|klasse|stock|etage|obergeschoss|og)\b`,
		short:     "z.b u.a d.h bzw ca nr str mio mrd abs art vgl usw etc ggf inkl evtl dr prof hr fr tel st s",
	},
	"sv": {
		greeting:  `hej|hejsan|bästa|kära|käre|god (dag|morgon|kväll)`,
		closing:   `(med )?(vänlig|bästa|många|varma)\S* hälsning\S*|mvh\b|hälsningar|tack på förhand|vänligen`,
		informs:   `för (er |din )?(kännedom|information)`,
		thanks:    `tack`,
		titles:    `fråga|(mina )?frågor`,
		ordinal:   `fråga|fråga nr\.?`,
		follows:   `och |eller |samt |i så fall|om (ja|nej|så|inte)|varför inte|hur många av (dem|dessa)`,
		back:      `(det|detta|denna|dessa|den|de|här|till exempel|t\.ex\.|jag frågar|särskilt)\b`,
		courtesy:  `(kan|vill|skulle|får) (du|ni|jag)( kunna| snälla| gärna)* (svara|hjälpa|hjälpa (mig|oss|honom|henne|dem)|fråga( om en sak)?|återkomma)|inte sant|eller hur|hur mår ni|varför (frågar|skriver) jag( om det| nu)*`,
		request:   `(jag|vi) (vill|skulle vilja) (gärna )?(veta|fråga|be om)|redogör|beskriv`,
		announces: `fråg|följande|veta|besvara|svar på|nedan`,
		promises:  `fråg|svar på|veta|besvara`,
		asker:     `v(ad|em|ar|art|arför|ilken|ilket|ilka|ems)|hur|när`,
		hands:     `(svar|svara|besvara|besvaras) (också |gärna |på )*(hans|hennes|deras|medborgar\S*|nedanstående|nedan|detta|dessa|denna|mejlet|brevet)\b`,
		sums:      `(därför |så )?(är )?(min|mina|vår|våra) (\p{L}+ )?frågor? ((är|lyder|blir|till|därför|alltså|enkel|följande|förvaltningen) ?)*:|därför (frågar (jag|vi)|vill (jag|vi) fråga)[^.?!:]{0,40}:`,
		counts:    `(jag|vi) har (därför |följande |bara |en |två |tre |fyra |några |konkreta |enkla |korta )+frågor?:`,
		leads:     `(den|det|min) (andra|tredje|nästa|sista)|dessutom|vidare|slutligen`,
		opener:    `v(ad|em|ar|art|arför|ilken|ilket|ilka|ems)\S*|hur|när|är|har|kan|vill|ska|skall|bör|måste|finns|anser|avser|om|att|redogör|beskriv|på vilke\S*|i vilke\S*`,
		months:    `(januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|klass)\b`,
		short:     "t.ex bl.a m.m m.fl ca kl nr kr jfr dvs osv s.k st tel",
	},
	"no": {
		greeting:  `kjære|hei|heisann|god (dag|morgen|kveld)`,
		closing:   `(med )?(vennlig|beste|mange)\S* hils(en|ninger)|mvh\b|hilsen|på forhånd takk|takk på forhånd|ser fram`,
		informs:   `til (deres |din )?(orientering|informasjon|info)`,
		thanks:    `takk`,
		titles:    `(mine )?spørsmål`,
		ordinal:   `spørsmål|spørsmål nr\.?|spm\.?`,
		follows:   `og |eller |samt |i så fall|hvis (ja|nei|så|ikke)|hvorfor ikke|hvor mange av (dem|disse)`,
		back:      `(det|dette|denne|disse|den|de|her|for eksempel|f\.eks\.|jeg spør|særlig)\b`,
		courtesy:  `(kan|vil|kunne|får) (du|dere|jeg)( ikke| vennligst)* (svare|hjelpe|hjelpe (meg|oss|ham|henne|dem)|spørre( om noe)?|svare på dette)|ikke sant|hvordan går det|hvorfor (spør|skriver) jeg( om det| nå)*`,
		request:   `(jeg|vi) (vil|ønsker|skulle) (gjerne |å )?(vite|spørre|be om|få vite)|redegjør|beskriv`,
		announces: `spør|følgende|vite|besvar|svar på|nedenfor`,
		promises:  `spør|svar på|vite|besvar`,
		asker:     `hv(or|a|em|ilke|is|ordan|orfor|ilket|ilken)\S*`,
		hands:     `(svar|svare|besvar|besvare|besvart) (også |gjerne |på )*(hans|hennes|deres|innbygger\S*|nedenstående|nedenfor|dette|disse|denne|henvendelsen|e-posten)\b`,
		sums:      `(derfor |så )?(er )?(mitt|mine|vårt|våre) (\p{L}+ )?spørsmål ((er|lyder|blir|til|derfor|altså|enkelt|følgende|administrasjonen) ?)*:|derfor (spør (jeg|vi)|vil (jeg|vi) (gjerne )?spørre)[^.?!:]{0,40}:`,
		counts:    `(jeg|vi) har (derfor |følgende |bare |et |to |tre |fire |noen |konkrete |enkle |korte )+spørsmål:`,
		leads:     `(det|den|mitt) (andre|tredje|neste|siste)|dessuten|videre|til slutt`,
		opener:    `hv(or|a|em|ilke|is|ordan|orfor|ilket|ilken)\S*|når|er|har|kan|vil|skal|bør|må|finnes|mener|om|at|redegjør|beskriv`,
		months:    `(januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|klasse)\b`,
		short:     "f.eks bl.a m.v m.m ca kl nr kr jf pst dvs osv tlf",
	},
}

// askings holds the compiled expressions of each language that was asked for.
var askings sync.Map

// askingOf returns the compiled expressions of a language.
func askingOf(code string) asking {
	a, ok := askings.Load(code)
	if !ok {
		a, _ = askings.LoadOrStore(code, phrasesOf[code].compile())
	}
	return a.(asking)
}

// all joins what every language says: members greet in more than their own.
func all(one func(phrases) string) string {
	var parts []string
	for _, code := range sortedKeys(phrasesOf) {
		parts = append(parts, one(phrasesOf[code]))
	}
	return strings.Join(parts, "|")
}

// requesting is how a sentence begins that asks without a question mark, in a
// language and in English, which members of any council write to it.
func (p phrases) requesting() string { return p.request + "|" + phrasesOf["en"].request }

// turning is how a request goes on within a sentence, in both.
func (p phrases) turning() string { return cmp.Or(p.turned, none) + "|" + phrasesOf["en"].turned }

// handing is how one asks for an answer to what is passed on, in both.
func (p phrases) handing() string { return p.hands + "|" + phrasesOf["en"].hands }

func (p phrases) compile() asking {
	a := asking{
		greeting:  begins(all(func(p phrases) string { return p.greeting }), greetingEnd),
		closing:   begins(all(func(p phrases) string { return p.closing }), ``),
		informs:   begins(all(func(p phrases) string { return p.informs }), greetingEnd),
		thanks:    begins(all(func(p phrases) string { return p.thanks }), ``),
		titles:    begins(all(func(p phrases) string { return p.titles }), titleEnd),
		ordinal:   begins(all(func(p phrases) string { return p.ordinal }), `\s*(?:nr\.?\s*)?(\d{1,2}|[a-hA-H])(?:[a-h]\b|/\d{1,2}\b| (?:af|of|von|av) \d{1,2}\b)?[*_]{0,2}\s*(?:[:.)–-][*_]{0,2}|$)`),
		follows:   begins(all(func(p phrases) string { return p.follows }), ``),
		addendum:  begins(cmp.Or(p.addendum, none), ``),
		back:      begins(p.back, ``),
		courtesy:  begins(`(?:og |men |and |but )?(?:`+all(func(p phrases) string { return p.courtesy })+`)`, `\s*[?!.]*\s*$`),
		request:   begins(p.requesting(), ``),
		turned:    phraseOf(`(?i)^(?:` + p.turning() + `)`),
		orders:    begins(cmp.Or(p.orders, none), ``),
		announces: phraseOf(`(?i)^(?:` + p.announces + `)`),
		promises:  phraseOf(`(?i)^(?:` + p.promises + `)`),
		parted:    phraseOf(`(?i)^(?:` + cmp.Or(p.parted, none) + `)\s*:?$`),
		asker:     begins(p.asker, `(?:[\s,:]|$)`),
		wonders:   begins(cmp.Or(p.wonders, none), ``),
		hands:     phraseOf(`(?i)^(?:` + p.handing() + `)`),
		sums:      begins(p.sums+"|"+phrasesOf["en"].sums, ``),
		counts:    phraseOf(`(?i)^(?:` + p.counts + `|` + phrasesOf["en"].counts + `)`),
		leads:     begins(p.leads, `(?:[\s,:]|$)`),
		opener:    begins(`(?:og |men |samt |derudover |desuden |endvidere )?(?:`+p.opener+`)`, `(?:[\s,:]|$)`),
		months:    begins(p.months, ``),
		short:     map[string]bool{},
	}
	for s := range strings.FieldsSeq(p.short) {
		a.short[s], a.longest = true, max(a.longest, len(s))
	}
	return a
}

// greetingEnd is what comes behind a greeting.
const greetingEnd = `(?:[\s,!.:;]|$)`

// titleEnd is what comes behind a title.
const titleEnd = `[ .:*_]*$`

// none is an expression that nothing matches.
const none = `[^\x00-\x{10FFFF}]`

// begins compiles an expression for how a text begins, behind white space.
func begins(expression, tail string) *phrase {
	return phraseOf(`(?i)^\s*(?:` + expression + `)` + tail)
}
