package dev.muster.cli.sim;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.URI;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** The server as the fleet's connections reach it. One thread serves them all. */
final class Target implements AutoCloseable {

    final URI url;
    final String host;
    private final int port;
    private final SslContext tls;
    private final EventLoopGroup loops;

    /** @param anyCertificate whether a certificate of nobody known is taken: a server on this machine makes its own */
    Target(URI url, int threads, boolean anyCertificate) {
        this.url = url;
        var secure = "https".equals(url.getScheme());
        this.port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
        this.host = url.getAuthority();
        this.tls = secure ? tls(anyCertificate) : null;
        this.loops = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
    }

    private static SslContext tls(boolean anyCertificate) {
        try {
            var context = SslContextBuilder.forClient();
            return (anyCertificate ? context.trustManager(InsecureTrustManagerFactory.INSTANCE) : context).build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    EventLoopGroup loops() {
        return loops;
    }

    /** A new connection; {@code pipeline} adds what speaks on it. */
    ChannelFuture connect(Consumer<ChannelPipeline> pipeline) {
        return new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc(), url.getHost(), port));
                        }
                        pipeline.accept(channel.pipeline());
                    }
                })
                .connect(url.getHost(), port);
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }
}
