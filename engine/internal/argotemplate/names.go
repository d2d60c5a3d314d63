package argotemplate

import (
	"regexp"
	"strings"
)

var (
	notInNames = regexp.MustCompile(`[^-a-z0-9.]`)
	dashes     = regexp.MustCompile(`-+`)
)

// longestName is that of a Kubernetes object.
const longestName = 253

// normalize makes a name that Kubernetes takes.
func normalize(text string) string {
	name := notInNames.ReplaceAllString(strings.ToLower(text), "-")
	return strings.Trim(name[:min(len(name), longestName)], "-.")
}

// slugify makes a part of an address: a length and whether to cut between words may come before the text. The controller
// has gosimple/slug make it of a normalized name, of which all that is left to do is this.
func slugify(args ...any) string {
	length, between, text := 50, true, ""
	for i, arg := range args {
		switch i {
		case len(args) - 1:
			text = arg.(string)
		case 0:
			length = arg.(int)
		case 1:
			between = arg.(bool)
		}
	}
	slug := normalize(text)
	if !between && len(slug) >= length {
		slug = slug[:length]
	}
	slug = strings.Trim(dashes.ReplaceAllString(strings.ReplaceAll(slug, ".", "-"), "-"), "-")
	if length <= 0 || !between || len(slug) <= length {
		return slug
	}
	if end := strings.LastIndexByte(slug[:length+1], '-'); end >= 0 {
		return slug[:end]
	}
	return slug[:length]
}
