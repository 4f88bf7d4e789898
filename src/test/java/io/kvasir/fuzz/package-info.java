/**
 * Whatever clients send: requests made at random from the description of the HTTP interface and
 * from the messages of the client protocol, most of them nearly right.
 */
package io.kvasir.fuzz;
