/** Tests of real processes on loopback: what a node does when it is started, killed or cut off. */
package io.kvasir.cluster;
