// Command podsecurity says which level of the Pod Security Standards pods meet, by Kubernetes' own checks: one pod as JSON on
// each line of the input, one answer on each line of the output, which has a letter for each Kubernetes version from 1.0 to
// the newest that the checks know. With the argument "checks" it prints the checks instead: the level and the id of one on each
// line. It is a module of its own, because no engine needs it.
package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	"sigs.k8s.io/json"
)

func main() {
	checks := policy.DefaultChecks()
	if slices.Equal(os.Args[1:], []string{"checks"}) {
		for _, check := range checks {
			fmt.Println(check.Level, check.ID)
		}
		return
	}
	evaluator, err := policy.NewEvaluator(checks, nil)
	if err != nil {
		panic(err)
	}
	newest := newestOf(checks)
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		out.WriteString(levels(evaluator, read(in.Bytes()), newest) + "\n")
	}
	if err := in.Err(); err != nil {
		panic(err)
	}
}

// newestOf is the minor version at which a check changed last.
func newestOf(checks []policy.Check) int {
	newest := 0
	for _, check := range checks {
		for _, version := range check.Versions {
			newest = max(newest, version.MinimumVersion.Minor())
		}
	}
	return newest
}

// read takes what the API server would take, and nothing else: a field that it does not know is a fault of who wrote the pod.
func read(line []byte) *corev1.Pod {
	pod := &corev1.Pod{}
	strict, err := json.UnmarshalStrict(line, pod)
	if err != nil {
		panic(err)
	}
	if len(strict) > 0 {
		panic(strict[0])
	}
	withDefaults(pod)
	return pod
}

// withDefaults sets what the API server sets before Pod Security looks, as far as a check sees it: a volume of no type is an
// emptyDir (SetDefaults_Volume of k8s.io/kubernetes/pkg/apis/core/v1).
func withDefaults(pod *corev1.Pod) {
	for index := range pod.Spec.Volumes {
		source := &pod.Spec.Volumes[index].VolumeSource
		if *source == (corev1.VolumeSource{}) {
			source.EmptyDir = &corev1.EmptyDirVolumeSource{}
		}
	}
}

// levels has for each version: r for a pod that meets restricted and baseline, b for baseline alone, p for neither, and o for
// restricted alone, which restricted checks that take the place of baseline ones make possible.
func levels(evaluator policy.Evaluator, pod *corev1.Pod, newest int) string {
	var found strings.Builder
	for minor := 0; minor <= newest; minor++ {
		baseline := meets(evaluator, pod, api.LevelBaseline, minor)
		restricted := meets(evaluator, pod, api.LevelRestricted, minor)
		switch {
		case baseline && restricted:
			found.WriteByte('r')
		case baseline:
			found.WriteByte('b')
		case restricted:
			found.WriteByte('o')
		default:
			found.WriteByte('p')
		}
	}
	return found.String()
}

func meets(evaluator policy.Evaluator, pod *corev1.Pod, level api.Level, minor int) bool {
	version := api.LevelVersion{Level: level, Version: api.MajorMinorVersion(1, minor)}
	results := evaluator.EvaluatePod(version, &pod.ObjectMeta, &pod.Spec)
	return policy.AggregateCheckResults(results).Allowed
}
