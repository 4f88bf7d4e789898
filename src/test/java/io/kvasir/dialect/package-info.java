/** What clients of other stores do, against three nodes. */
package io.kvasir.dialect;
