package helmchart

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
)

// What templates can ask for and no render without a cluster knows.
const (
	asksUpgrade   = "upgrade"
	asksRevision  = "revision"
	asksRelease   = "release"
	asksNamespace = "namespace"
	asksCluster   = "cluster"
	asksLookup    = "lookup"
	asksClock     = "clock"
	asksChance    = "chance"
)

var (
	comment = regexp.MustCompile(`(?s)^\{\{-?\s*/\*.*\*/\s*-?\}\}$`)
	// fullname is the helper of `helm create` and its kin: it decides a name by the release's, and prints nothing else.
	fullname = regexp.MustCompile(`\{\{-?\s*if contains \$?[\w.]+ [$.\w]+\s*-?\}\}` +
		`(?:\s*\{\{-?\s*(?:else|printf "%s(?:-%s)*"[^{}()"]*(?:"-")?|\$\w+[^{}():="]*(?:"-")?|[.\w]*\.Release\.Name[^{}()"]*(?:"-")?)\s*-?\}\})*\s*\{\{-?\s*end\s*-?\}\}`)

	upgrading = regexp.MustCompile(`\.(?:IsUpgrade|IsInstall)\b`)
	revising  = regexp.MustCompile(`\bRelease\.Revision\b|[\s({-]\.Revision\b`)
	cluster   = regexp.MustCompile(`\bCapabilities\b|\.(?:APIVersions|KubeVersion|HelmVersion)\b`)
	looking   = regexp.MustCompile(`(?:^|[\s(|{=,-])lookup\b`)
	timing    = regexp.MustCompile(`(?:^|[\s(|{=,-])(?:now|ago|date|dateInZone|date_in_zone|htmlDate|htmlDateInZone|durationRound)\b`)
	drawing   = regexp.MustCompile(`(?:^|[\s(|{=,-])(?:rand[A-Z]\w*|uuidv4|shuffle|gen[A-Z]\w*|bcrypt|htpasswd|encryptAES)\b`)

	comparing = regexp.MustCompile(`\b(?:eq|ne|lt|le|gt|ge|contains|hasPrefix|hasSuffix|regexMatch|mustRegexMatch|regexFind\w*|mustRegexFind\w*|regexSplit|splitList|has|mustHas|hasKey|get|index|dig|pluck|ternary|len|semver\w*)\b`)
	including = regexp.MustCompile(`\b(?:eq|ne|contains|hasPrefix|hasSuffix|regexMatch|mustRegexMatch|has|mustHas|hasKey)\b`)
	choosing  = regexp.MustCompile(`\b(?:get|index|dig|pluck|without|regexSplit|splitList)\b`)
	// cutting are functions of which something may be left or not.
	cutting = regexp.MustCompile(`\b(?:trim\w*|replace|regex\w*|mustRegex\w*|substr|len)\b`)
	// deciding is an action that asks whether there is something, whatever functions it is made by.
	deciding  = regexp.MustCompile(`^\{\{-?\s*(?:else\s+)?(?:if|with|range)\s`)
	expanding = regexp.MustCompile(`\btpl\s`)
	// setting are functions that change a map which other actions have too.
	setting = regexp.MustCompile(`\b(?:set|merge\w*|mustMerge\w*)\s`)
	// handing is a named template that is given something made for it.
	handing = regexp.MustCompile(`\b(?:include|template)\s+"([^"]+)"\s+(?:\(|\$\w)`)
	// making is a text for tpl that is put together of parts of a template, or that stood as something else.
	making    = regexp.MustCompile(`\btpl\s[^}]*(?:"[^"{]*\{(?:[^{]|$)|"[^"]*\{\{[^"}]*["%]|\b(?:b64dec|b32dec|decryptAES|replace|regexReplace\w*|reverse|repeat|join)\b)`)
	decoding  = regexp.MustCompile(`\b(?:b64dec|b32dec|decryptAES|replace|regexReplace\w*|reverse|repeat|join)\b|"[^"{]*\{"|"[^"]*\{\{[^"}]*["%]`)
	includes  = regexp.MustCompile(`\b(?:include|template)\s+"([^"]+)"`)
	defined   = regexp.MustCompile(`\bdefine\s+"([^"]+)"`)
	bare      = regexp.MustCompile(`\b(?:index|get|pluck|pick|omit|dig|range|toYaml|toJson|toPrettyJson|toRawJson|mustTo\w+)\s+[^{}()|]*?\$(\w+)(?:[\s)|}]|$)`)
	variable  = regexp.MustCompile(`\$\w+`)
	assigning = regexp.MustCompile(`(?s)\$(\w+)\s*:?=(.*)`)

	// wholes are ways to the release, or to all that templates see, that name no field.
	wholeRelease = regexp.MustCompile(`(?:\.Release|"Release")\b(?:[^.\w]|$)|"Release"`)
	wholeRoot    = regexp.MustCompile(
		`\b(?:index|get|pluck|pick|omit|dig|values|merge\w*|mustMerge\w*|deepCopy|toYaml|toJson|toPrettyJson|toRawJson|mustTo\w+)\s+[^{}()|]*\$(?:[\s)|}]|$)` +
			`|\brange\s[^{}]*\$\s*-?\}` +
			`|\b(?:index|get|pluck|pick|dig)\s+(?:\.\s+[($]|\(\s*[.$]\s*\))`)
)

var everything = []string{
	asksUpgrade, asksRevision, asksRelease, asksNamespace, asksCluster, asksLookup, asksClock, asksChance,
}

// asks are the things that the templates of a chart and of its subcharts mention, and texts among the values, which may
// be templates as well. Of the release's name and namespace it counts only where something is decided by them.
func asks(c *chart.Chart, values common.Values) []string {
	return asked(textsOf(c, values))
}

// texts are what may be templates.
type texts struct {
	// own are the templates of a chart and of its subcharts.
	own []string
	// given are texts among the values, and files that no template is: what `tpl` may be given. Sorted.
	given []string
}

func textsOf(c *chart.Chart, values common.Values) texts {
	own := templatesOf(c)
	given := textsIn(asValues(values["Values"]))
	if slices.ContainsFunc(own, readsFiles) {
		given = append(given, filesOf(c)...)
	}
	slices.Sort(given)
	return texts{own, given}
}

func readsFiles(template string) bool {
	return strings.Contains(template, "tpl") && strings.Contains(template, "Files")
}

// filesOf are the files of a chart and of its subcharts that may be templates, and are none.
func filesOf(c *chart.Chart) []string {
	var texts []string
	for _, f := range c.Files {
		if bytes.Contains(f.Data, []byte("{{")) {
			texts = append(texts, string(f.Data))
		}
	}
	for _, d := range c.Dependencies() {
		texts = append(texts, filesOf(d)...)
	}
	return texts
}

func asked(all texts) []string {
	scan := scan{found: map[string]bool{}, seen: map[string]bool{}}
	for _, text := range all.own {
		scan.text(text)
	}
	scan.given = len(scan.bodies)
	for _, text := range all.given {
		scan.text(text)
	}
	scan.decided()
	if scan.found[asksRevision] {
		scan.found[asksUpgrade] = true
	}
	var out []string
	for _, each := range everything {
		if scan.found[each] {
			out = append(out, each)
		}
	}
	return out
}

type scan struct {
	found  map[string]bool
	seen   map[string]bool
	bodies []body
	// given is the index of the first body that no template has.
	given int
}

// body is a named template, or what stands before the first one of a text.
type body struct {
	name    string
	actions []string
}

func templatesOf(c *chart.Chart) []string {
	var texts []string
	for _, t := range c.Templates {
		texts = append(texts, string(t.Data))
	}
	for _, d := range c.Dependencies() {
		texts = append(texts, templatesOf(d)...)
	}
	return texts
}

func textsIn(v any) []string {
	switch v := v.(type) {
	case string:
		if strings.Contains(v, "{{") {
			return []string{v}
		}
	case map[string]any:
		var texts []string
		for _, each := range v {
			texts = append(texts, textsIn(each)...)
		}
		return texts
	case common.Values:
		return textsIn(map[string]any(v))
	case []any:
		var texts []string
		for _, each := range v {
			texts = append(texts, textsIn(each)...)
		}
		return texts
	}
	return nil
}

func (s *scan) text(text string) {
	if strings.Contains(text, "if contains ") && strings.Contains(text, ".Release.Name") {
		text = fullname.ReplaceAllString(text, "{{ .Release.Name }}")
	}
	name := ""
	var own []string
	for _, a := range actions(text) {
		if strings.Contains(a, "/*") && comment.MatchString(a) {
			continue
		}
		if m := find(defined, a, "define"); m != nil {
			s.bodies = append(s.bodies, body{name, own})
			name, own = m[1], nil
		}
		own = append(own, a)
		if !s.seen[a] {
			s.seen[a] = true
			s.mentioned(a)
		}
	}
	s.bodies = append(s.bodies, body{name, own})
}

// actions are what stands between braces in a text, braces included.
func actions(text string) []string {
	var out []string
	for {
		start := strings.Index(text, "{{")
		if start < 0 {
			return out
		}
		end := strings.Index(text[start:], "}}")
		if end < 0 {
			return out
		}
		out = append(out, text[start:start+end+2])
		text = text[start+end+2:]
	}
}

// mentions are the words without which a pattern need not be tried: patterns are slow.
var mentions = []struct {
	what    string
	words   []string
	pattern *regexp.Regexp
}{
	{asksUpgrade, []string{"IsUpgrade", "IsInstall"}, upgrading},
	{asksRevision, []string{"Revision"}, revising},
	{asksCluster, []string{"Capabilities", "APIVersions", "KubeVersion", "HelmVersion"}, cluster},
	{asksLookup, []string{"lookup"}, looking},
	{asksClock, []string{"now", "ago", "date", "Date", "durationRound"}, timing},
	{asksChance, []string{"rand", "uuidv4", "shuffle", "gen", "bcrypt", "htpasswd", "encryptAES"}, drawing},
}

func (s *scan) mentioned(a string) {
	for _, each := range mentions {
		if !s.found[each.what] && hasOne(a, each.words) && each.pattern.MatchString(a) {
			s.found[each.what] = true
		}
	}
	if hasRoot(a) && wholeRoot.MatchString(a) && !strings.Contains(a, `"Values"`) {
		s.found[asksCluster] = true
		s.release()
	}
	if strings.Contains(a, "Release") && wholeRelease.MatchString(a) {
		s.release()
	}
	if strings.Contains(a, "tpl") && making.MatchString(a) {
		s.found[asksCluster] = true
		s.release()
	}
}

func hasOne(text string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

// hasRoot tells whether an action hands on all that templates see, or what may be that: a sign alone, without a name.
func hasRoot(a string) bool {
	for i := 0; i+1 < len(a); i++ {
		if (a[i] == '$' || a[i] == '.' && strings.IndexByte(" (", a[i-1]) >= 0) && strings.IndexByte(" \t\n)}|-", a[i+1]) >= 0 {
			return true
		}
	}
	return false
}

// find is FindStringSubmatch, where a word is there.
func find(pattern *regexp.Regexp, text, word string) []string {
	if !strings.Contains(text, word) {
		return nil
	}
	return pattern.FindStringSubmatch(text)
}

// release: a template has the release in hand, and may ask it for anything by a name that is made.
func (s *scan) release() {
	for _, what := range []string{asksUpgrade, asksRevision, asksRelease, asksNamespace} {
		s.found[what] = true
	}
}

// decided finds comparisons with the release's name and namespace: of the field, of a variable that has it, and of what a
// named template prints that mentions it.
func (s *scan) decided() {
	if roots := s.assigned(isRoot); s.some(func(a string) bool { return hasBare(a, roots) }) {
		s.found[asksCluster] = true
		s.release()
	}
	if decoded := s.assigned(decoding.MatchString); s.some(func(a string) bool { return find(expanding, a, "tpl") != nil && holdsOneOf(a, decoded) }) {
		s.found[asksCluster] = true
		s.release()
	}
	for what, field := range map[string]string{asksRelease: "Release.Name", asksNamespace: "Release.Namespace"} {
		if s.found[what] {
			continue
		}
		s.found[what] = s.some(s.decidesBy(func(a string) bool { return hasField(a, field) }))
	}
}

// decidesBy tells of an action whether something may be decided in it, or by what it hands on, by what others mention.
func (s *scan) decidesBy(mentions func(string) bool) func(string) bool {
	if s.isGiven(mentions, s.printing(mentions)) {
		own := mentions
		mentions = func(a string) bool { return own(a) || find(expanding, a, "tpl") != nil }
	}
	templates := s.printing(mentions)
	through := s.including(templates)
	variables := s.assigned(mentions)
	printed := s.assigned(func(a string) bool { return includesOneOf(a, templates) })
	return func(a string) bool {
		switch {
		case mentions(a) || holdsOneOf(a, variables):
			return comparing.MatchString(a) || deciding.MatchString(a) || s.handsOn(a)
		case includesOneOf(a, templates) || holdsOneOf(a, printed):
			return including.MatchString(a) || choosing.MatchString(a) || deciding.MatchString(a) && cutting.MatchString(a)
		}
		return includesOneOf(a, through) && including.MatchString(a)
	}
}

// hasField tells whether a field is there, and not only one whose name is longer.
func hasField(a, field string) bool {
	for {
		i := strings.Index(a, field)
		if i < 0 {
			return false
		}
		a = a[i+len(field):]
		if a == "" || !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz", rune(a[0])) {
			return true
		}
	}
}

// isGiven tells whether what tpl may be given mentions it, or includes what does.
func (s *scan) isGiven(mentions func(string) bool, templates map[string]bool) bool {
	return slices.ContainsFunc(s.bodies[s.given:], func(b body) bool {
		return slices.ContainsFunc(b.actions, func(a string) bool { return mentions(a) || includesOneOf(a, templates) })
	})
}

// handsOn tells whether an action puts what it has where other actions find it: into a map, or to a named template that
// decides something.
func (s *scan) handsOn(a string) bool {
	if hasOne(a, []string{"set", "merge", "Merge"}) && setting.MatchString(a) {
		return true
	}
	return hasOne(a, []string{"include", "template"}) && slices.ContainsFunc(handing.FindAllStringSubmatch(a, -1), func(m []string) bool { return s.decides(m[1]) })
}

// decides tells whether a named template compares anything.
func (s *scan) decides(template string) bool {
	return slices.ContainsFunc(s.bodies, func(b body) bool {
		return b.name == template && slices.ContainsFunc(b.actions, func(a string) bool { return including.MatchString(a) })
	})
}

func (s *scan) some(test func(string) bool) bool {
	return slices.ContainsFunc(s.bodies, func(b body) bool { return slices.ContainsFunc(b.actions, test) })
}

// printing are the named templates that mention it.
func (s *scan) printing(mentions func(string) bool) map[string]bool {
	templates := map[string]bool{}
	for _, b := range s.bodies {
		if b.name != "" && slices.ContainsFunc(b.actions, mentions) {
			templates[b.name] = true
		}
	}
	return templates
}

// including are the named templates that print what one of those prints, and those themselves.
func (s *scan) including(printing map[string]bool) map[string]bool {
	all := maps.Clone(printing)
	for before := -1; before < len(all); {
		before = len(all)
		maps.Copy(all, s.printing(func(a string) bool { return includesOneOf(a, all) }))
	}
	return all
}

// assigned are the variables that are given what an action has that passes the test.
func (s *scan) assigned(test func(string) bool) map[string]bool {
	names := map[string]bool{}
	for _, b := range s.bodies {
		for _, a := range b.actions {
			if m := find(assigning, a, "="); m != nil && test(m[2]) {
				names[m[1]] = true
			}
		}
	}
	return names
}

func isRoot(assigned string) bool {
	text := strings.Trim(assigned, " \t\n-}")
	return text == "." || text == "$"
}

// hasBare tells whether a function is given one of the variables as a whole, and none of its fields.
func hasBare(a string, variables map[string]bool) bool {
	return len(variables) > 0 && strings.Contains(a, "$") && slices.ContainsFunc(bare.FindAllStringSubmatch(a, -1), func(m []string) bool { return variables[m[1]] })
}

func holdsOneOf(a string, variables map[string]bool) bool {
	if len(variables) == 0 || !strings.Contains(a, "$") {
		return false
	}
	return slices.ContainsFunc(variable.FindAllString(a, -1), func(name string) bool { return variables[name[1:]] })
}

func includesOneOf(a string, templates map[string]bool) bool {
	if len(templates) == 0 || !hasOne(a, []string{"include", "template"}) {
		return false
	}
	return slices.ContainsFunc(includes.FindAllStringSubmatch(a, -1), func(m []string) bool { return templates[m[1]] })
}
