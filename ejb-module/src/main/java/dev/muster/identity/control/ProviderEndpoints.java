package dev.muster.identity.control;

import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.ClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.io.IOException;

/** What is asked of the provider without the browser: tokens for a code, and what it says of a person. */
record ProviderEndpoints(OIDCProviderMetadata provider, OidcSettings.Client client, ProviderHttp http) {

    /** Of a token response; neither is kept. */
    record Tokens(JWT idToken, AccessToken access) {
        @Override
        public String toString() {
            return "Tokens[]";
        }
    }

    /** @throws ParseException where the provider refuses, or answers what is no token response */
    Tokens exchange(String code, String verifier) throws IOException, ParseException {
        var grant =
                new AuthorizationCodeGrant(new AuthorizationCode(code), client.redirect(), new CodeVerifier(verifier));
        var response =
                OIDCTokenResponseParser.parse(request(grant).toHTTPRequest().send(http));
        if (!response.indicatesSuccess()) {
            var error = response.toErrorResponse().getErrorObject();
            throw new ParseException("the token endpoint refused: " + error.getCode() + ", " + error.getDescription());
        }
        var tokens = response.toSuccessResponse().getTokens().toOIDCTokens();
        if (tokens.getIDToken() == null) {
            throw new ParseException("no ID token came");
        }
        return new Tokens(tokens.getIDToken(), tokens.getAccessToken());
    }

    private TokenRequest request(AuthorizationCodeGrant grant) {
        var endpoint = provider.getTokenEndpointURI();
        if (client.secret() == null) {
            return new TokenRequest.Builder(endpoint, client.id(), grant).build();
        }
        var methods = provider.getTokenEndpointAuthMethods();
        var byPost = methods != null
                && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
        var proof = byPost
                ? new ClientSecretPost(client.id(), client.secret())
                : new ClientSecretBasic(client.id(), client.secret());
        return new TokenRequest.Builder(endpoint, proof, grant).build();
    }

    /** Some providers keep the address for their user-info endpoint; the ID token's claims where there is none. */
    ClaimsSet about(IDTokenClaimsSet person, AccessToken access) throws IOException, ParseException {
        var endpoint = provider.getUserInfoEndpointURI();
        if (endpoint == null || access == null) {
            return person;
        }
        var response = UserInfoResponse.parse(
                new UserInfoRequest(endpoint, access).toHTTPRequest().send(http));
        if (!response.indicatesSuccess() || response.toSuccessResponse().getUserInfo() == null) {
            return person;
        }
        var info = response.toSuccessResponse().getUserInfo();
        if (!person.getSubject().equals(info.getSubject())) {
            throw new ParseException("the user-info endpoint speaks of somebody else");
        }
        return info;
    }
}
