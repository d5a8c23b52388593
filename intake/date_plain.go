package intake

import "time"

// plainDate reads a date-time exactly as RFC 5322, section 3.3, writes it:
// "Thu, 9 Mar 2023 14:02:00 +0100", the name of the day and the seconds as
// they like.
func plainDate(v string) (t time.Time, ok bool) {
	if len(v) > 5 && v[3] == ',' && v[4] == ' ' {
		v = v[5:]
	}
	day, v := leadingNumber(v, 2)
	if day < 1 || len(v) < 9 || v[0] != ' ' || v[4] != ' ' {
		return t, false
	}
	month := plainMonth(v[1:4])
	year, v := leadingNumber(v[5:], 4)
	if month == 0 || year < 1970 || len(v) < 10 || v[0] != ' ' {
		return t, false
	}
	hour, v := leadingNumber(v[1:], 2)
	if hour < 0 || hour > 23 || len(v) < 3 || v[0] != ':' {
		return t, false
	}
	minute, v := leadingNumber(v[1:], 2)
	if minute < 0 || minute > 59 || len(v) < 3 {
		return t, false
	}
	second := 0
	if v[0] == ':' {
		if second, v = leadingNumber(v[1:], 2); second < 0 || second > 59 {
			return t, false
		}
	}
	east, ok := plainZone(v)
	if !ok {
		return t, false
	}
	t = time.Date(year, month, day, hour, minute, second, 0, east)
	return t, t.Day() == day // the month has that day
}

// leadingNumber is the number in the digits that s begins with, most at most,
// and what follows them; -1 when there are none or more.
func leadingNumber(s string, most int) (n int, rest string) {
	i := 0
	for ; i < len(s) && i <= most && '0' <= s[i] && s[i] <= '9'; i++ {
		n = 10*n + int(s[i]-'0')
	}
	if i == 0 || i > most {
		return -1, s
	}
	return n, s[i:]
}

func plainMonth(s string) time.Month {
	switch s {
	case "Jan":
		return time.January
	case "Feb":
		return time.February
	case "Mar":
		return time.March
	case "Apr":
		return time.April
	case "May":
		return time.May
	case "Jun":
		return time.June
	case "Jul":
		return time.July
	case "Aug":
		return time.August
	case "Sep":
		return time.September
	case "Oct":
		return time.October
	case "Nov":
		return time.November
	case "Dec":
		return time.December
	}
	return 0
}

// plainZone reads " +0100".
func plainZone(v string) (*time.Location, bool) {
	if len(v) != 6 || v[0] != ' ' || v[1] != '+' && v[1] != '-' {
		return nil, false
	}
	n, rest := leadingNumber(v[2:], 4)
	if n < 0 || n > 1400 || n%100 > 59 || rest != "" {
		return nil, false
	}
	east := n/100*3600 + n%100*60
	if east == 0 {
		return time.UTC, true
	}
	if v[1] == '-' {
		east = -east
	}
	return time.FixedZone("", east), true
}
