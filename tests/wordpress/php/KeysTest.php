<?php // Checks the plugin's arithmetic against the vectors that the service's tests read too.

declare( strict_types = 1 );

use PHPUnit\Framework\TestCase;

final class KeysTest extends TestCase {

	/** @var array<string, mixed> */
	private array $vectors;

	protected function setUp(): void {
		$this->vectors = json_decode( (string) file_get_contents( dirname( __DIR__, 3 ) . '/schemas/site-keys.json' ), true, 512, JSON_THROW_ON_ERROR );
	}

	private function key( string $purpose ): string {
		return Filon\derive_key( $this->vectors['derived_keys']['vector']['secret'], $purpose );
	}

	public function test_keys_are_derived_as_the_service_derives_them(): void {
		foreach ( $this->vectors['derived_keys']['vector']['keys'] as $name => $hex ) {
			self::assertSame( $hex, bin2hex( $this->key( str_replace( '_', '-', $name ) ) ), $name );
		}
	}

	public function test_requests_are_signed_as_the_service_signs_them(): void {
		self::assertNotEmpty( $this->vectors['signed_request']['vectors'] );
		foreach ( $this->vectors['signed_request']['vectors'] as $one ) {
			$key  = $this->key( str_replace( '_', '-', $one['key'] ) );
			$made = Filon\sign( $key, $one['id'], $one['timestamp'], $one['method'], $one['target'], $one['body'] );
			self::assertSame( $one['signature'], $made, $one['name'] );
		}
	}

	public function test_a_days_digest_is_the_services(): void {
		$ledger = json_decode( (string) file_get_contents( dirname( __DIR__, 3 ) . '/schemas/ledger.schema.json' ), true, 512, JSON_THROW_ON_ERROR );
		self::assertCount( 2, $ledger['vectors'] );
		foreach ( $ledger['vectors'] as $one ) {
			self::assertSame( $one['digest'], Filon\ledger_digest( $one['lines'] ) );
		}
	}

	public function test_one_fitting_signature_among_several_is_enough_and_a_changed_byte_is_too_much(): void {
		$one  = $this->vectors['signed_request']['vectors'][3];
		$key  = $this->key( 'to-site' );
		$ask  = static fn( string $header, string $body, string $target ): bool => Filon\is_signature_valid( $header, $key, $one['id'], $one['timestamp'], 'POST', $target, $body );
		$both = 'v1,AAAA ' . $one['signature'];
		self::assertTrue( $ask( $both, $one['body'], $one['target'] ) );
		self::assertFalse( $ask( $both, $one['body'] . ' ', $one['target'] ) );
		self::assertFalse( $ask( $both, $one['body'], $one['target'] . '&x=1' ) );
		self::assertFalse( $ask( '', $one['body'], $one['target'] ) );
	}

	public function test_receipts_fit_their_line_only(): void {
		$key = $this->key( 'receipts' );
		foreach ( $this->vectors['receipt']['vectors'] as $one ) {
			self::assertSame( $one['sha256'], hash( 'sha256', $one['line'] ) );
			self::assertTrue( Filon\is_receipt_valid( $one['receipt'], $key, $one['site'], $one['uuid'], $one['sha256'], $one['answer'], $one['lead'] ) );
			self::assertFalse( Filon\is_receipt_valid( $one['receipt'], $key, $one['site'], $one['uuid'], hash( 'sha256', 'other' ), $one['answer'], $one['lead'] ) );
			self::assertFalse( Filon\is_receipt_valid( $one['receipt'], $this->key( 'embed' ), $one['site'], $one['uuid'], $one['sha256'], $one['answer'], $one['lead'] ) );
		}
	}

	public function test_the_embed_token_is_the_one_of_the_vector(): void {
		$vector = $this->vectors['embed_token']['vector'];
		self::assertSame( $vector['token'], Filon\make_embed_token( $this->key( 'embed' ), $vector['claims'] ) );
	}

	public function test_a_code_is_read_with_the_line_breaks_of_a_mail(): void {
		$vector = $this->vectors['connection_code']['vector'];
		$read   = array(
			'service' => $vector['service'],
			'token'   => $vector['token'],
		);
		self::assertSame( $read, Filon\read_connection_code( $vector['code'], false ) );
		self::assertSame( $read, Filon\read_connection_code( "  \n" . chunk_split( $vector['code'], 40, "\r\n " ), false ) );
	}

	/** @dataProvider codes_that_are_none */
	public function test_what_is_no_code_is_refused( string $code ): void {
		self::assertNull( Filon\read_connection_code( $code, true ) );
	}

	/** @return array<string, array{string}> */
	public static function codes_that_are_none(): array {
		$code = static fn( mixed $json ): array => array( 'filon1.' . Filon\base64url_encode( (string) json_encode( $json ) ) );
		return array(
			'nothing'                => array( '' ),
			'another word'           => array( 'hello' ),
			'no base64'              => array( 'filon1.***' ),
			'no object'              => $code( 'text' ),
			'no token'               => $code( array( 'service' => 'https://filon.example' ) ),
			'plain http'             => $code( array( 'service' => 'http://filon.example', 'token' => 'x' ) ),
			'http that looks local'  => $code( array( 'service' => 'http://127.0.0.1.evil.example', 'token' => 'x' ) ),
			'a name before the host' => $code( array( 'service' => 'https://a@filon.example', 'token' => 'x' ) ),
			'a path'                 => $code( array( 'service' => 'https://filon.example/admin', 'token' => 'x' ) ),
			'a query'                => $code( array( 'service' => 'https://filon.example?x=', 'token' => 'x' ) ),
			'a query on a path'      => $code( array( 'service' => 'https://filon.example/?x=', 'token' => 'x' ) ),
			'a fragment'             => $code( array( 'service' => 'https://filon.example#', 'token' => 'x' ) ),
			'a path on this machine' => $code( array( 'service' => 'http://127.0.0.1:9200/_all', 'token' => 'x' ) ),
			'another protocol'       => $code( array( 'service' => 'file:///etc/passwd', 'token' => 'x' ) ),
			'a list for a token'     => $code( array( 'service' => 'https://filon.example', 'token' => array( 'x' ) ) ),
		);
	}

	public function test_this_very_machine_is_for_trying_out_only(): void {
		foreach ( array( 'http://127.0.0.1:8000', 'http://localhost', 'http://[::1]:8000', 'https://LOCALHOST' ) as $url ) {
			self::assertTrue( Filon\is_service_allowed( $url, true ), $url );
			self::assertFalse( Filon\is_service_allowed( $url, false ), $url );
		}
		self::assertTrue( Filon\is_service_allowed( 'https://filon.example:8443', false ) );
		self::assertFalse( Filon\is_service_allowed( 'ftp://localhost', true ) );
	}

	public function test_uuids_are_version_seven_in_order_and_different(): void {
		$before = (int) floor( microtime( true ) * 1000 );
		$made   = array_map( static fn(): string => Filon\make_uuid(), range( 1, 1000 ) );
		self::assertCount( 1000, array_unique( $made ) );
		foreach ( $made as $uuid ) {
			self::assertMatchesRegularExpression( '/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/', $uuid );
			self::assertGreaterThanOrEqual( $before, hexdec( str_replace( '-', '', substr( $uuid, 0, 13 ) ) ) );
		}
	}
}
