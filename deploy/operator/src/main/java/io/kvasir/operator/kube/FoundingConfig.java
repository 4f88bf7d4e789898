package io.kvasir.operator.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.kvasir.operator.api.KvasirCluster;
import io.kvasir.operator.core.FoundingState;
import io.kvasir.operator.store.Names;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What nodes are told of their cluster when they start. It is no part of the pods' template: a
 * change of it restarts nobody.
 *
 * <p>Until the cluster is founded the list of members is that of its founders. From then on no node
 * may found one, and the list names whom to ask.
 */
final class FoundingConfig {
  static final String MEMBERS = "members";
  static final String BOOTSTRAP = "bootstrap";
  private static final String FOUNDERS = "founders";

  /** A node that may found nothing must have somebody to ask. */
  private static final int FEWEST_SEEDS = 2;

  private FoundingConfig() {}

  static ConfigMap of(KvasirCluster cluster, FoundingState founding) {
    return new ConfigMapBuilder()
        .withMetadata(Owned.meta(cluster, ObjectNames.founding(cluster)))
        .withData(data(cluster, founding, founding.founders()))
        .build();
  }

  static FoundingState state(ConfigMap config) {
    return new FoundingState(
        Integer.parseInt(value(config, FOUNDERS)), value(config, BOOTSTRAP).equals("false"));
  }

  private static String value(ConfigMap config, String key) {
    String value = config.getData() == null ? null : config.getData().get(key);
    if (value == null) {
      throw new IllegalStateException(
          "config map %s lacks %s: delete it, and it is made anew"
              .formatted(config.getMetadata().getName(), key));
    }
    return value;
  }

  /** From now on no node founds a cluster. */
  static ConfigMap closed(KvasirCluster cluster, ConfigMap config) {
    FoundingState founding = new FoundingState(state(config).founders(), true);
    int listed = Math.max(founding.founders(), FEWEST_SEEDS);
    return new ConfigMapBuilder(config).withData(data(cluster, founding, listed)).build();
  }

  /**
   * With all nodes listed that there are to be; empty when they are already, or must not be yet.
   *
   * @param nodes how many
   */
  static Optional<ConfigMap> listing(KvasirCluster cluster, ConfigMap config, int nodes) {
    FoundingState founding = state(config);
    if (!founding.done()) {
      return Optional.empty();
    }
    int listed = Math.max(Math.max(founding.founders(), nodes), FEWEST_SEEDS);
    Map<String, String> data = data(cluster, founding, listed);
    return data.equals(config.getData())
        ? Optional.empty()
        : Optional.of(new ConfigMapBuilder(config).withData(data).build());
  }

  private static Map<String, String> data(
      KvasirCluster cluster, FoundingState founding, int listed) {
    return Map.of(
        FOUNDERS,
        Integer.toString(founding.founders()),
        BOOTSTRAP,
        Boolean.toString(!founding.done()),
        MEMBERS,
        members(cluster, listed));
  }

  private static String members(KvasirCluster cluster, int count) {
    Names names = new Names(cluster.name());
    return IntStream.range(0, count)
        .mapToObj(names::of)
        .map(node -> "%s@%s:%d".formatted(node, ObjectNames.host(cluster, node), Ports.BUS))
        .collect(Collectors.joining(","));
  }
}
