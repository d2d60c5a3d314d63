// Command networkpolicy says what NetworkPolicies select and allow, by Cyclonus' matcher: one world of namespaces, pods,
// addresses and policies as JSON on each line of the input, one answer on each line of the output. It is a module of its own,
// because no engine needs it.
//
// Cyclonus matches labels by itself, and otherwise than Kubernetes where a label is absent: there, NotIn selects nothing and an
// empty value is met. So labels are matched by Kubernetes' own selectors here, and everything else by Cyclonus. "alone" says
// whether Cyclonus alone gives the same answer.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/mattfenwick/cyclonus/pkg/matcher"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	kjson "sigs.k8s.io/json"
)

type port struct {
	Name     string          `json:"name"`
	Number   int             `json:"number"`
	Protocol corev1.Protocol `json:"protocol"`
}

type pod struct {
	Namespace string            `json:"namespace"`
	Name      string            `json:"name"`
	Labels    map[string]string `json:"labels"`
	Address   string            `json:"address"`
	Ports     []port            `json:"ports"`
}

type world struct {
	Namespaces map[string]map[string]string `json:"namespaces"`
	Pods       []pod                        `json:"pods"`
	Addresses  []string                     `json:"addresses"`
	Ports      []port                       `json:"ports"`
	Policies   []json.RawMessage            `json:"policies"`
}

type answer struct {
	// Why Cyclonus or Kubernetes refuses a policy; the rest is empty then.
	Refused string `json:"refused"`
	// The names of the policies that select each pod, by direction.
	Ingress [][]string `json:"ingress"`
	Egress  [][]string `json:"egress"`
	// A digit for each sender, receiver and port: 1 if the connection is allowed.
	Allowed string `json:"allowed"`
	// The namespaces in which a policy denies by default.
	DeniedIngress []string `json:"deniedIngress"`
	DeniedEgress  []string `json:"deniedEgress"`
	// The names of the policies with a range that lets pods connect to the metadata service.
	Metadata []string `json:"metadata"`
	Alone    bool     `json:"alone"`
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<26)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		var given world
		if err := json.Unmarshal(in.Bytes(), &given); err != nil {
			panic(err)
		}
		line, err := json.Marshal(answerOf(given))
		if err != nil {
			panic(err)
		}
		out.Write(append(line, '\n'))
	}
	if err := in.Err(); err != nil {
		panic(err)
	}
}

func answerOf(given world) (found answer) {
	defer func() {
		if refused := recover(); refused != nil {
			found = answer{Refused: fmt.Sprint(refused)}
		}
	}()
	var policies []*networkingv1.NetworkPolicy
	for _, each := range given.Policies {
		policies = append(policies, read(each))
	}
	alone := matcher.BuildNetworkPolicies(false, policies)
	both := kubernetesLabels(matcher.BuildNetworkPolicies(false, policies))
	found = answer{
		Alone: true, DeniedIngress: denied(policies, true), DeniedEgress: denied(policies, false), Metadata: toMetadata(policies),
	}
	for _, each := range given.Pods {
		found.Ingress = append(found.Ingress, namesOf(targets(both.Ingress, each)))
		found.Egress = append(found.Egress, namesOf(targets(both.Egress, each)))
	}
	var digits strings.Builder
	ends := endsOf(given)
	for _, from := range ends {
		for _, to := range ends {
			for _, at := range given.Ports {
				traffic := &matcher.Traffic{
					Source: from.peer, Destination: to.peer,
					ResolvedPort: at.Number, ResolvedPortName: nameOf(to.ports, at), Protocol: at.Protocol,
				}
				passes := allows(both.Ingress, to, traffic.Source, traffic) && allows(both.Egress, from, traffic.Destination, traffic)
				found.Alone = found.Alone && passes == alone.IsTrafficAllowed(traffic).IsAllowed()
				if passes {
					digits.WriteByte('1')
				} else {
					digits.WriteByte('0')
				}
			}
		}
	}
	found.Allowed = digits.String()
	return found
}

// read takes what the API server would take, and nothing else, and sets what it sets (SetDefaults_NetworkPolicy of
// k8s.io/kubernetes/pkg/apis/networking/v1).
func read(written []byte) *networkingv1.NetworkPolicy {
	policy := &networkingv1.NetworkPolicy{}
	strict, err := kjson.UnmarshalStrict(written, policy)
	if err != nil {
		panic(err)
	}
	if len(strict) > 0 {
		panic(strict[0])
	}
	for _, rule := range policy.Spec.Ingress {
		refuseEmpty(rule.From)
	}
	for _, rule := range policy.Spec.Egress {
		refuseEmpty(rule.To)
	}
	if len(policy.Spec.PolicyTypes) == 0 {
		policy.Spec.PolicyTypes = []networkingv1.PolicyType{networkingv1.PolicyTypeIngress}
		if len(policy.Spec.Egress) != 0 {
			policy.Spec.PolicyTypes = append(policy.Spec.PolicyTypes, networkingv1.PolicyTypeEgress)
		}
	}
	return policy
}

// refuseEmpty refuses what ValidateNetworkPolicyPeer of k8s.io/kubernetes/pkg/apis/networking/validation refuses and Cyclonus
// takes.
func refuseEmpty(peers []networkingv1.NetworkPolicyPeer) {
	for _, peer := range peers {
		if peer.IPBlock == nil && peer.PodSelector == nil && peer.NamespaceSelector == nil {
			panic("must specify a peer")
		}
	}
}

type end struct {
	pod   *pod
	peer  *matcher.TrafficPeer
	ports []port
}

func endsOf(given world) []end {
	var ends []end
	for index := range given.Pods {
		each := &given.Pods[index]
		internal := &matcher.InternalPeer{
			PodLabels: each.Labels, Namespace: each.Namespace, NamespaceLabels: given.Namespaces[each.Namespace],
		}
		ends = append(ends, end{each, &matcher.TrafficPeer{Internal: internal, IP: each.Address}, each.Ports})
	}
	for _, address := range given.Addresses {
		ends = append(ends, end{nil, &matcher.TrafficPeer{IP: address}, nil})
	}
	return ends
}

func nameOf(ports []port, at port) string {
	for _, each := range ports {
		if each.Number == at.Number && each.Protocol == at.Protocol {
			return each.Name
		}
	}
	return ""
}

func targets(all map[string]*matcher.Target, of pod) []*matcher.Target {
	var found []*matcher.Target
	for _, target := range all {
		if target.Namespace == of.Namespace && selectorOf(target.PodSelector).Matches(labels.Set(of.Labels)) {
			found = append(found, target)
		}
	}
	return found
}

func namesOf(found []*matcher.Target) []string {
	names := []string{}
	for _, target := range found {
		for _, policy := range target.SourceRules {
			names = append(names, policy.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func allows(all map[string]*matcher.Target, at end, other *matcher.TrafficPeer, traffic *matcher.Traffic) bool {
	if at.pod == nil {
		return true
	}
	selecting := targets(all, *at.pod)
	return len(selecting) == 0 || slices.ContainsFunc(selecting, func(target *matcher.Target) bool {
		return target.Allows(other, traffic.ResolvedPort, traffic.ResolvedPortName, traffic.Protocol)
	})
}

// denied has the namespaces with a policy that selects every pod and does not let a stranger connect to the first and the last
// port.
func denied(policies []*networkingv1.NetworkPolicy, isIngress bool) []string {
	names := []string{}
	for _, policy := range policies {
		built := kubernetesLabels(matcher.BuildNetworkPolicies(false, []*networkingv1.NetworkPolicy{policy}))
		directed := built.Egress
		if isIngress {
			directed = built.Ingress
		}
		for _, target := range directed {
			if selectorOf(target.PodSelector).Empty() && !isOpen(target) {
				names = append(names, target.Namespace)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func isOpen(target *matcher.Target) bool {
	strangers := []*matcher.TrafficPeer{
		{Internal: &matcher.InternalPeer{Namespace: "*"}, IP: "203.0.113.255"},
		{IP: "8.8.8.8"},
		{IP: "2001:4860:4860::8888"},
	}
	for _, peer := range target.Peers {
		for _, stranger := range strangers {
			for _, protocol := range []corev1.Protocol{corev1.ProtocolTCP, corev1.ProtocolUDP} {
				if peer.Allows(stranger, 1, "", protocol) && peer.Allows(stranger, 65535, "", protocol) {
					return true
				}
			}
		}
	}
	return false
}

func toMetadata(policies []*networkingv1.NetworkPolicy) []string {
	names := []string{}
	for _, policy := range policies {
		for _, target := range matcher.BuildNetworkPolicies(false, []*networkingv1.NetworkPolicy{policy}).Egress {
			for _, peer := range target.Peers {
				_, isRange := peer.(*matcher.IPPeerMatcher)
				service := &matcher.TrafficPeer{IP: "169.254.169.254"}
				if isRange && peer.Allows(service, 80, "", corev1.ProtocolTCP) {
					names = append(names, policy.Name)
				}
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// kubernetesLabels replaces what matches labels.
func kubernetesLabels(policy *matcher.Policy) *matcher.Policy {
	for _, directed := range []map[string]*matcher.Target{policy.Ingress, policy.Egress} {
		for _, target := range directed {
			for _, peer := range target.Peers {
				if pods, ok := peer.(*matcher.PodPeerMatcher); ok {
					if own, ok := pods.Pod.(*matcher.LabelSelectorPodMatcher); ok {
						pods.Pod = podMatcher{selectorOf(own.Selector)}
					}
					if own, ok := pods.Namespace.(*matcher.LabelSelectorNamespaceMatcher); ok {
						pods.Namespace = namespaceMatcher{selectorOf(own.Selector)}
					}
				}
			}
		}
	}
	return policy
}

type podMatcher struct{ selector labels.Selector }

func (own podMatcher) Allows(given map[string]string) bool {
	return own.selector.Matches(labels.Set(given))
}
func (own podMatcher) PrimaryKey() string { return own.selector.String() }

type namespaceMatcher struct{ selector labels.Selector }

func (own namespaceMatcher) Allows(_ string, given map[string]string) bool {
	return own.selector.Matches(labels.Set(given))
}
func (own namespaceMatcher) PrimaryKey() string { return own.selector.String() }

func selectorOf(written metav1.LabelSelector) labels.Selector {
	selector, err := metav1.LabelSelectorAsSelector(&written)
	if err != nil {
		panic(err)
	}
	return selector
}
