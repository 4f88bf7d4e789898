package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.UniqueElements;

class AscendingTest {
  @Property
  void isTheSameMapInWhateverOrderEntriesCome(
      @ForAll @UniqueElements List<Integer> keys, @ForAll boolean sorted) {
    Ascending<Integer, String> ascending = new Ascending<>();
    TreeMap<Integer, String> expected = new TreeMap<>();
    for (Integer key : sorted ? keys.stream().sorted().toList() : keys) {
      ascending.add(key, "v" + key);
      expected.put(key, "v" + key);
    }

    SortedMap<Integer, String> made = ascending.toMap();

    assertThat(made).isEqualTo(expected);
    assertThat(made.headMap(0)).isEqualTo(expected.headMap(0));
    assertThat(keys).allSatisfy(key -> assertThat(made).containsEntry(key, "v" + key));
  }
}
