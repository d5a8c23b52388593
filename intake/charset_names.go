package intake

import "strings"

// charsetAliases are the names that mails use and no registry has, with what
// they mean. The Latin ones mean windows-1252, as in browsers: it has all that
// ISO 8859-1 has and the quotes and dashes that clients put in.
var charsetAliases = map[string]string{
	"utf8": "utf-8", "utf_8": "utf-8", "unicode-1-1-utf-8": "utf-8", "x-utf-8": "utf-8", "utf8mb4": "utf-8", "cp65001": "utf-8",
	"ascii": "us-ascii", "ansi_x3.4-1968": "us-ascii", "646": "us-ascii", "7bit": "us-ascii", "us": "us-ascii", "iso646-us": "us-ascii",
	"8bit": "", "unknown": "", "unknown-8bit": "", "x-unknown": "", "default": "", "none": "", "binary": "", "x-user-defined": "", "default_charset": "",
	"iso-8859-1": "windows-1252", "latin1": "windows-1252", "latin-1": "windows-1252", "l1": "windows-1252", "iso_8859-1": "windows-1252", "iso8859-1": "windows-1252", "8859-1": "windows-1252",
	"iso88591": "windows-1252", "cp1252": "windows-1252", "ansi": "windows-1252", "windows1252": "windows-1252", "windows": "windows-1252", "x-ansi": "windows-1252", "ansi_x3.110-1983": "windows-1252",
	"iso885915": "iso-8859-15", "latin9": "iso-8859-15", "latin-9": "iso-8859-15", "iso8859-15": "iso-8859-15",
	"iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8", "iso-8859-6-i": "iso-8859-6", "iso-8859-6-e": "iso-8859-6",
	"iso-8859-9": "windows-1254", "iso-8859-11": "windows-874", "tis-620": "windows-874", "tis620": "windows-874",
	"cp1250": "windows-1250", "cp1251": "windows-1251", "cp1253": "windows-1253", "cp1254": "windows-1254", "cp1255": "windows-1255", "cp1256": "windows-1256", "cp1257": "windows-1257", "cp1258": "windows-1258",
	"cp850": "ibm850", "cp437": "ibm437", "cp866": "ibm866", "850": "ibm850", "437": "ibm437", "dos": "ibm850",
	"x-mac-roman": "macintosh", "mac": "macintosh", "macroman": "macintosh", "x-macintosh": "macintosh", "mac-roman": "macintosh",
	"gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "gb18030": "gb18030", "gb-2312": "gb18030", "euc-cn": "gb18030", "x-euc-cn": "gb18030",
	"big5-hkscs": "big5", "cp950": "big5", "x-x-big5": "big5", "cn-big5": "big5", "big-5": "big5",
	"ks_c_5601-1987": "euc-kr", "ks_c_5601": "euc-kr", "ksc5601": "euc-kr", "ksc_5601": "euc-kr", "cp949": "euc-kr", "windows-949": "euc-kr", "x-windows-949": "euc-kr", "uhc": "euc-kr", "5601": "euc-kr",
	"shift-jis": "shift_jis", "sjis": "shift_jis", "x-sjis": "shift_jis", "cp932": "shift_jis", "windows-31j": "shift_jis", "ms_kanji": "shift_jis", "ms932": "shift_jis",
	"x-euc-jp": "euc-jp", "eucjp": "euc-jp", "cp50220": "iso-2022-jp", "cp50221": "iso-2022-jp", "csiso2022jp": "iso-2022-jp",
	"utf-7": "utf-7", "utf7": "utf-7", "unicode-1-1-utf-7": "utf-7", "x-unicode-2-0-utf-7": "utf-7", "cp65000": "utf-7",
	"utf16": "utf-16", "ucs-2": "utf-16be", "iso-10646-ucs-2": "utf-16be", "unicode": "utf-16le", "utf-16-le": "utf-16le", "utf-16-be": "utf-16be",
	"koi8": "koi8-r", "koi8r": "koi8-r", "koi8u": "koi8-u",
}

// charsetSpellings mends the ways of writing the names of charsets.
var charsetSpellings = strings.NewReplacer("_", "-", "cp-", "cp", "windows-cp", "windows-", "windows-windows-", "windows-", "msc", "")

// charsetName is the name that go-message knows for label, or "" when the
// label says nothing.
func charsetName(label string) string {
	label = strings.ToLower(strings.Trim(label, " \t\"'=:;,.<>"))
	if i := strings.IndexAny(label, " \t\"';,*("); i > 0 { // `utf-8" http-equiv=`
		label = label[:i]
	}
	label = strings.TrimPrefix(label, "charset=")
	if name, ok := charsetAliases[label]; ok {
		return name
	}
	name := charsetSpellings.Replace(label)
	if rest, ok := strings.CutPrefix(name, "iso8859"); ok {
		name = "iso-8859" + rest
	}
	if alias, ok := charsetAliases[name]; ok {
		return alias
	}
	if len(label) > 40 {
		return "unknown-name"
	}
	return label
}

// isLatin reports whether name is a charset of Western Europe, in whose text
// valid UTF-8 beyond ASCII is gibberish.
func isLatin(name string) bool {
	switch name {
	case "windows-1252", "iso-8859-15", "iso-8859-2", "windows-1250", "windows-1254", "iso-8859-4", "iso-8859-10", "iso-8859-14", "macintosh", "ibm850", "ibm437":
		return true
	}
	return false
}

// isStateful reports whether ASCII bytes can mean something else in name.
func isStateful(name string) bool {
	return strings.HasPrefix(name, "utf-16") || strings.HasPrefix(name, "utf-32") || strings.HasPrefix(name, "iso-2022") ||
		strings.HasPrefix(name, "hz") || strings.HasPrefix(name, "ebcdic") || strings.HasPrefix(name, "ibm") || strings.HasPrefix(name, "cp")
}
