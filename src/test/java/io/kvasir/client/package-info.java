/** A small client of the protocol over TCP, which tests use and the documentation shows. */
package io.kvasir.client;
