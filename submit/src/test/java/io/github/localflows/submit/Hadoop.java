package io.github.localflows.submit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/** Hadoop's own daemons in this Java virtual machine: HDFS, and YARN where it is asked for. */
final class Hadoop implements AutoCloseable {
    private final MiniDFSCluster hdfs;
    private final MiniYARNCluster yarn;
    private final Path configuration;

    private Hadoop(MiniDFSCluster hdfs, MiniYARNCluster yarn, Path configuration) {
        this.hdfs = hdfs;
        this.yarn = yarn;
        this.configuration = configuration;
    }

    /** Starts HDFS with one data node. */
    static Hadoop hdfs(Path directory) throws IOException {
        MiniDFSCluster hdfs = startHdfs(directory);
        return new Hadoop(hdfs, null, written(directory, hdfs.getConfiguration(0)));
    }

    /** Starts HDFS with one data node and YARN with one node manager, whose containers are processes of this machine. */
    static Hadoop yarn(Path directory, int megabytes) throws IOException {
        MiniDFSCluster hdfs = startHdfs(directory);
        YarnConfiguration settings = new YarnConfiguration(hdfs.getConfiguration(0));
        settings.setInt(YarnConfiguration.NM_PMEM_MB, megabytes);
        settings.setInt(YarnConfiguration.NM_VCORES, 8);
        settings.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
        settings.setBoolean(YarnConfiguration.NM_PMEM_CHECK_ENABLED, false);
        settings.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
        settings.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 99.5f);
        settings.set(YarnConfiguration.NM_DISK_HEALTH_CHECK_ENABLE, "false");
        settings.set("yarn.scheduler.capacity.root.queues", "default");
        settings.set("yarn.scheduler.capacity.root.default.capacity", "100");
        settings.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
        settings.set(YarnConfiguration.YARN_APPLICATION_CLASSPATH, Checkout.SPARK_JARS + "/*");
        System.setProperty("test.build.data", directory.resolve("yarn").toString());
        MiniYARNCluster yarn = new MiniYARNCluster("yarn", 1, 1, 1);
        yarn.init(settings);
        yarn.start();
        return new Hadoop(hdfs, yarn, written(directory, yarn.getConfig()));
    }

    private static MiniDFSCluster startHdfs(Path directory) throws IOException {
        Configuration settings = new Configuration();
        settings.set(
                MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.resolve("hdfs").toString());
        MiniDFSCluster hdfs =
                new MiniDFSCluster.Builder(settings).numDataNodes(1).build();
        hdfs.waitActive();
        return hdfs;
    }

    /** The directory for {@code HADOOP_CONF_DIR}. */
    private static Path written(Path directory, Configuration daemons) throws IOException {
        Configuration settings = new Configuration(daemons);
        // A class of the mini cluster's, which nobody else has.
        settings.unset("net.topology.node.switch.mapping.impl");
        Path place = Files.createDirectories(directory.resolve("hadoop-conf"));
        for (String file : new String[] {"core-site.xml", "hdfs-site.xml", "yarn-site.xml"}) {
            try (OutputStream out = Files.newOutputStream(place.resolve(file))) {
                settings.writeXml(out);
            }
        }
        return place;
    }

    /** Where clients find the settings. */
    Path configuration() {
        return configuration;
    }

    /** HDFS as a URI without a slash at its end. */
    String uri() throws IOException {
        return hdfs.getFileSystem().getUri().toString();
    }

    @Override
    public void close() {
        if (yarn != null) {
            yarn.stop();
        }
        hdfs.shutdown(true);
    }
}
