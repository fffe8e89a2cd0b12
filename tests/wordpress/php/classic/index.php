<?php
// A classic theme: every page is its title and its content, with the hooks that plugins wait for.

?>
<!doctype html>
<html <?php language_attributes(); ?>>
<head><meta charset="utf-8"><?php wp_head(); ?></head>
<body <?php body_class(); ?>>
<?php
wp_body_open();
while ( have_posts() ) {
	the_post();
	the_title( '<h1>', '</h1>' );
	the_content();
	comments_template();
}
wp_footer();
?>
</body>
</html>
