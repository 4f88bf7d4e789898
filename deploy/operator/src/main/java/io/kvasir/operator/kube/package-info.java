/**
 * The Kubernetes API: what is read of a cluster, what is made for it, and how steps are carried
 * out. May know: core, api, store.
 */
@NullMarked
package io.kvasir.operator.kube;

import org.jspecify.annotations.NullMarked;
