package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	applyv1 "k8s.io/client-go/applyconfigurations/rbac/v1"
	informersv1 "k8s.io/client-go/informers/rbac/v1"
	clientv1 "k8s.io/client-go/kubernetes/typed/rbac/v1"
	listersv1 "k8s.io/client-go/listers/rbac/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/pkg/controller/clusterroleaggregation"
	_ "unsafe" // for go:linkname
)

// store has the objects of one cluster. It is all that the authorizer and the controller ask for them.
type store struct {
	roles           map[string]*rbacv1.Role
	bindings        map[string][]*rbacv1.RoleBinding
	clusterRoles    map[string]*rbacv1.ClusterRole
	clusterBindings []*rbacv1.ClusterRoleBinding
}

//go:linkname syncClusterRole k8s.io/kubernetes/pkg/controller/clusterroleaggregation.(*ClusterRoleAggregationController).syncClusterRole
func syncClusterRole(c *clusterroleaggregation.ClusterRoleAggregationController, ctx context.Context, key string) error

// aggregate lets the controller work until it has nothing left to do.
func (s *store) aggregate() {
	controller := clusterroleaggregation.NewClusterRoleAggregation(informer{store: s}, client{store: s})
	names := make([]string, 0, len(s.clusterRoles))
	for name := range s.clusterRoles {
		names = append(names, name)
	}
	slices.Sort(names)
	for range len(names) + 1 {
		before := s.ruleLists()
		for _, name := range names {
			if err := syncClusterRole(controller, context.Background(), name); err != nil {
				panic(err)
			}
		}
		if equality.Semantic.DeepEqual(before, s.ruleLists()) {
			return
		}
	}
	panic("the controller does not come to rest")
}

func (s *store) ruleLists() map[string][]rbacv1.PolicyRule {
	lists := map[string][]rbacv1.PolicyRule{}
	for name, role := range s.clusterRoles {
		lists[name] = role.Rules
	}
	return lists
}

func (s *store) GetRole(_ context.Context, namespace, name string) (*rbacv1.Role, error) {
	if role, ok := s.roles[namespace+"/"+name]; ok {
		return role, nil
	}
	return nil, errors.NewNotFound(rbacv1.Resource("roles"), name)
}

func (s *store) ListRoleBindings(_ context.Context, namespace string) ([]*rbacv1.RoleBinding, error) {
	return s.bindings[namespace], nil
}

func (s *store) GetClusterRole(_ context.Context, name string) (*rbacv1.ClusterRole, error) {
	return s.Get(name)
}

func (s *store) ListClusterRoleBindings(context.Context) ([]*rbacv1.ClusterRoleBinding, error) {
	return s.clusterBindings, nil
}

// Get and List are those of a lister of ClusterRoles.
func (s *store) Get(name string) (*rbacv1.ClusterRole, error) {
	if role, ok := s.clusterRoles[name]; ok {
		return role, nil
	}
	return nil, errors.NewNotFound(rbacv1.Resource("clusterroles"), name)
}

func (s *store) List(selector labels.Selector) ([]*rbacv1.ClusterRole, error) {
	found := []*rbacv1.ClusterRole{}
	for _, role := range s.clusterRoles {
		if selector.Matches(labels.Set(role.Labels)) {
			found = append(found, role)
		}
	}
	return found, nil
}

type informer struct{ store *store }

func (i informer) Informer() cache.SharedIndexInformer { return quiet{} }

func (i informer) Lister() listersv1.ClusterRoleLister { return lister{i.store} }

type lister struct{ *store }

// quiet tells of no events: aggregate calls the controller itself.
type quiet struct{ cache.SharedIndexInformer }

func (quiet) HasSynced() bool { return true }

func (quiet) AddEventHandler(cache.ResourceEventHandler) (cache.ResourceEventHandlerRegistration, error) {
	return nil, nil
}

type client struct {
	clientv1.ClusterRoleInterface
	store *store
}

func (c client) ClusterRoles() clientv1.ClusterRoleInterface { return c }

// Apply replaces the rules, which is all that the controller applies.
func (c client) Apply(
	_ context.Context, applied *applyv1.ClusterRoleApplyConfiguration, _ metav1.ApplyOptions,
) (*rbacv1.ClusterRole, error) {
	text, err := json.Marshal(applied)
	if err != nil {
		return nil, err
	}
	changed := &rbacv1.ClusterRole{}
	if err := json.Unmarshal(text, changed); err != nil {
		return nil, err
	}
	role, ok := c.store.clusterRoles[changed.Name]
	if !ok {
		return nil, fmt.Errorf("no ClusterRole %s", changed.Name)
	}
	copied := role.DeepCopy()
	copied.Rules = changed.Rules
	c.store.clusterRoles[changed.Name] = copied
	return copied, nil
}

var (
	_ informersv1.ClusterRoleInformer = informer{}
	_ listersv1.ClusterRoleLister     = lister{}
	_ clientv1.ClusterRolesGetter     = client{}
	_ clientv1.ClusterRoleInterface   = client{}
)
