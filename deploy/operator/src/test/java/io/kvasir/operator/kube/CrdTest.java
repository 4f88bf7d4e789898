package io.kvasir.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kvasir.operator.api.BucketResourceSpec;
import io.kvasir.operator.api.BucketResourceStatus;
import io.kvasir.operator.api.ClusterSpec;
import io.kvasir.operator.api.ClusterStatus;
import io.kvasir.operator.api.KvasirCluster;
import io.kvasir.operator.api.StorageSpec;
import io.kvasir.operator.core.Health;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The CRD says of the resource what its classes do. */
class CrdTest {
  private JsonNode crd;
  private JsonNode version;

  @BeforeEach
  void readThatOfClusters() throws IOException {
    read("crd.yaml");
  }

  private void read(String name) throws IOException {
    try (InputStream file = CrdTest.class.getResourceAsStream("/manifests/" + name)) {
      crd = Serialization.unmarshal(file, JsonNode.class);
    }
    version = crd.at("/spec/versions/0");
  }

  @Test
  void isOfTheSameNames() {
    assertThat(crd.at("/spec/group").asText()).isEqualTo(KvasirCluster.GROUP);
    assertThat(version.at("/name").asText()).isEqualTo(KvasirCluster.VERSION);
    assertThat(crd.at("/metadata/name").asText()).isEqualTo("kvasirclusters.kvasir.io");
  }

  @Test
  void hasEachPropertyAndNoOther() {
    assertSame(ClusterSpec.class, "/spec");
    assertSame(StorageSpec.class, "/spec/properties/storage");
    assertSame(ClusterSpec.Resources.class, "/spec/properties/resources");
    assertSame(ClusterStatus.class, "/status");
    assertSame(ClusterStatus.MemberStatus.class, "/status/properties/members/items");
  }

  @Test
  void isTheSameOfBuckets() throws IOException {
    read("crd-bucket.yaml");

    assertThat(crd.at("/spec/group").asText()).isEqualTo(KvasirCluster.GROUP);
    assertThat(crd.at("/metadata/name").asText()).isEqualTo("kvasirbuckets.kvasir.io");
    assertSame(BucketResourceSpec.class, "/spec");
    assertSame(BucketResourceStatus.class, "/status");
  }

  @Test
  void knowsEachStateOfAMember() {
    Set<String> states = new TreeSet<>();
    schema("/status/properties/members/items/properties/state/enum")
        .forEach(state -> states.add(state.asText()));

    assertThat(states)
        .isEqualTo(
            Arrays.stream(Health.State.values())
                .map(Health.State::name)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void letsScaleIt() {
    assertThat(version.at("/subresources/scale/specReplicasPath").asText())
        .isEqualTo(".spec.replicas");
    assertThat(version.at("/subresources/scale/labelSelectorPath").asText())
        .isEqualTo(".status.selector");
  }

  private void assertSame(Class<? extends Record> type, String path) {
    Set<String> properties = new TreeSet<>();
    schema(path + "/properties").fieldNames().forEachRemaining(properties::add);
    assertThat(properties)
        .as(path)
        .isEqualTo(
            Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  private JsonNode schema(String path) {
    JsonNode node = version.at("/schema/openAPIV3Schema/properties" + path);
    assertThat(node.isMissingNode()).as(path).isFalse();
    return node;
  }
}
