package growth

// common are words that any text has.
var common = []string{"og", "i", "at", "det", "er", "en", "til", "på", "der", "de", "for", "ikke", "af", "med", "har", "som", "et", "den", "vil", "kan", "fra", "hvornår",
	"hvordan", "hvorfor", "hvilke", "hvad", "kommunen", "forvaltningen", "borgerne", "borgmesteren", "oplyse", "om", "bedes"}

// stems and ends make words that some texts have; the first more than the last.
var stems = []string{"skole", "vej", "cykelsti", "bus", "park", "plejehjem", "børnehave", "bibliotek", "bolig", "lokalplan", "støj", "trafik", "affald", "budget",
	"kontanthjælp", "jobcenter", "legeplads", "idræt", "svømmehal", "museum", "hjemmepleje", "handicap", "herberg", "misbrug", "integration", "sprog", "klima", "træ", "havn",
	"metro", "parkering", "fortov", "lys", "sø", "kirkegård", "festival", "byggeri", "renovation", "energi", "vand", "luft", "ulykke", "ventetid", "lærer", "pædagog",
	"sygeplejerske", "ferie", "frokost", "tandlæge", "sundhed", "ældre", "unge", "flygtning", "praktik", "iværksætter", "turist", "hotel", "marked", "torv", "bro", "tunnel",
	"station", "skilt", "signal", "kryds", "fart", "bump", "cykel", "løbehjul", "bil", "lastbil", "tung", "let", "ny", "gammel", "stor", "lille", "øst", "vest", "nord", "syd"}

var ends = []string{"", "en", "er", "erne", "s", "område", "projekt", "plan", "pris", "drift", "tilsyn", "personale", "udvalg", "analyse", "klage", "gruppe", "kvarter",
	"forening", "tilskud", "puljen", "regler", "samarbejde", "tilladelse", "sag", "tal", "rapport", "sikkerhed", "økonomi", "bygning", "vedligehold", "leder", "dag", "uge",
	"måned", "år", "strategi", "politik", "kampagne", "forsøg", "aftale"}
