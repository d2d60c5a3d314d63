// Command rbac answers what Kubernetes allows, by its own authorizer and its own controller of aggregated roles. Each line of
// the input is a cluster as JSON: objects of RBAC and questions. Each line of the output has one letter per question: y or n.
// It is a module of its own, because no engine needs it.
package main

import (
	"bufio"
	"context"
	"os"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac"
	"sigs.k8s.io/json"
)

type cluster struct {
	Objects   []runtime.RawExtension `json:"objects"`
	Questions []question             `json:"questions"`
}

// question is about a resource, or about a URL if it has one.
type question struct {
	User        string   `json:"user"`
	Groups      []string `json:"groups"`
	Verb        string   `json:"verb"`
	Group       string   `json:"group"`
	Resource    string   `json:"resource"`
	Subresource string   `json:"subresource"`
	Name        string   `json:"name"`
	Namespace   string   `json:"namespace"`
	URL         string   `json:"url"`
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		asked := cluster{}
		read(in.Bytes(), &asked)
		out.WriteString(answers(asked) + "\n")
	}
	if err := in.Err(); err != nil {
		panic(err)
	}
}

// read takes what the API server would take, and nothing else.
func read(text []byte, into any) {
	strict, err := json.UnmarshalStrict(text, into)
	if err != nil {
		panic(err)
	}
	if len(strict) > 0 {
		panic(strict[0])
	}
}

func answers(asked cluster) string {
	roles := storeOf(asked.Objects)
	roles.aggregate()
	by := rbac.New(roles, roles, roles, roles)
	var found strings.Builder
	for _, each := range asked.Questions {
		decision, _, _ := by.Authorize(context.Background(), each.attributes())
		if decision == authorizer.DecisionAllow {
			found.WriteByte('y')
		} else {
			found.WriteByte('n')
		}
	}
	return found.String()
}

func (q question) attributes() authorizer.Attributes {
	return authorizer.AttributesRecord{
		User:            &user.DefaultInfo{Name: q.User, Groups: q.Groups},
		Verb:            q.Verb,
		APIGroup:        q.Group,
		Resource:        q.Resource,
		Subresource:     q.Subresource,
		Name:            q.Name,
		Namespace:       q.Namespace,
		ResourceRequest: q.URL == "",
		Path:            q.URL,
	}
}

func storeOf(objects []runtime.RawExtension) *store {
	all := &store{
		roles:        map[string]*rbacv1.Role{},
		bindings:     map[string][]*rbacv1.RoleBinding{},
		clusterRoles: map[string]*rbacv1.ClusterRole{},
	}
	for _, object := range objects {
		meta := metav1.TypeMeta{}
		if err := json.UnmarshalCaseSensitivePreserveInts(object.Raw, &meta); err != nil {
			panic(err)
		}
		switch meta.Kind {
		case "Role":
			role := &rbacv1.Role{}
			read(object.Raw, role)
			all.roles[role.Namespace+"/"+role.Name] = role
		case "ClusterRole":
			role := &rbacv1.ClusterRole{}
			read(object.Raw, role)
			all.clusterRoles[role.Name] = role
		case "RoleBinding":
			binding := &rbacv1.RoleBinding{}
			read(object.Raw, binding)
			all.bindings[binding.Namespace] = append(all.bindings[binding.Namespace], binding)
		case "ClusterRoleBinding":
			binding := &rbacv1.ClusterRoleBinding{}
			read(object.Raw, binding)
			all.clusterBindings = append(all.clusterBindings, binding)
		default:
			panic(meta.Kind)
		}
	}
	return all
}
